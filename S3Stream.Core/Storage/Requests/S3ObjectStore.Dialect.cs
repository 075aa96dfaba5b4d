using S3Stream.Diagnostics;

namespace S3Stream.Storage;

/// <content>Headers that not every store takes.</content>
internal sealed partial class S3ObjectStore
{
    private const string ChecksumModeHeader = "x-amz-checksum-mode";

    /// <summary>
    /// Sends a request with a header that it can do without. Where it is refused in a way that may mean the header, it goes out without,
    /// and if that helps, the header is left out from then on.
    /// </summary>
    private async Task<T> WithOrWithoutAsync<T>(StoreHabit refusal, string header, StoreCall call, Func<bool, Task<T>> request)
    {
        if (Dialect.Has(refusal))
        {
            return await request(false).ConfigureAwait(false);
        }

        try
        {
            return await request(true).ConfigureAwait(false);
        }
        catch (StorageException refused) when (MayMeanHeader(refused, call))
        {
            T answer;
            try
            {
                answer = await request(false).ConfigureAwait(false);
            }
            catch (StorageException again) when (MayMeanHeader(again, call))
            {
                throw refused; // it was not the header
            }
            catch (StorageException again) when (!again.IsTransient)
            {
                LearnRefusal(refusal, header, call, refused);
                throw;
            }

            LearnRefusal(refusal, header, call, refused);
            return answer;
        }
    }

    private void LearnRefusal(StoreHabit refusal, string header, StoreCall call, StorageException refused)
    {
        Dialect.Learn(refusal);
        Log.HeaderRefused(_logger, call.ToString(), header, refused.StatusCode, refused.ErrorCode);
    }

    /// <summary>
    /// A 400 or 501 that says no more than that something in the request is not known. An answer without a code is a proxy's, which does
    /// not look at S3's headers, unless it is that to a HEAD. InvalidRequest is S3's word for an object size that differs from the declared
    /// one.
    /// </summary>
    private static bool MayMeanHeader(StorageException refusal, StoreCall call) =>
        refusal.StatusCode is 400 or 501
        && (refusal.ErrorCode is "InvalidArgument" or "NotImplemented" or "UnsupportedHeader" or "InvalidHeader"
            || (call.IsHead && refusal.ErrorCode is null));
}
