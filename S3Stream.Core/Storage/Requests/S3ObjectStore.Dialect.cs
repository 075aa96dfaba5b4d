using S3Stream.Diagnostics;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Requests;

/// <content>Headers that not every store takes.</content>
internal sealed partial class S3ObjectStore
{
    private const string ChecksumModeHeader = "x-amz-checksum-mode";

    /// <summary>
    /// Sends a request with a header that it can do without. Where it is refused in a way that may mean the header, it goes out without,
    /// and if that helps, the header is left out from then on.
    /// </summary>
    private async Task<T> WithOrWithoutAsync<T>(StoreHabit habit, string header, StoreCall call, Func<bool, Task<T>> request)
    {
        if (Dialect.Has(habit))
        {
            return await request(false).ConfigureAwait(false);
        }

        try
        {
            return await request(true).ConfigureAwait(false);
        }
        catch (StorageException refusal) when (MayMeanHeader(refusal, call))
        {
            T answer;
            try
            {
                answer = await request(false).ConfigureAwait(false);
            }
            catch (StorageException exception) when (MayMeanHeader(exception, call))
            {
                throw refusal; // the header was not the cause
            }
            catch (StorageException exception) when (!exception.IsTransient)
            {
                LearnRefusal(habit, header, call, refusal);
                throw;
            }

            LearnRefusal(habit, header, call, refusal);
            return answer;
        }
    }

    private void LearnRefusal(StoreHabit habit, string header, StoreCall call, StorageException refusal)
    {
        Dialect.Learn(habit);
        _logger.HeaderRefused(call.ToString(), header, refusal.StatusCode, refusal.ErrorCode);
    }

    /// <summary>
    /// A 400 or 501 that only says that the store does not know something in the request. An answer without a code is a proxy's, which does
    /// not look at S3's headers, unless it is that to a HEAD. InvalidRequest is S3's word for an object size that differs from the declared
    /// one.
    /// </summary>
    private static bool MayMeanHeader(StorageException refusal, StoreCall call) =>
        refusal.StatusCode is 400 or 501
        && (refusal.ErrorCode is "InvalidArgument" or "NotImplemented" or "UnsupportedHeader" or "InvalidHeader"
            || (call.IsHead && refusal.ErrorCode is null));
}
