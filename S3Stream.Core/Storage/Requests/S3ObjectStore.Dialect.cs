using S3Stream.Diagnostics;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Requests;

/// <content>Headers that not every store takes.</content>
internal sealed partial class S3ObjectStore
{
    private const string ChecksumModeHeader = "x-amz-checksum-mode";

    /// <summary>
    /// Sends a request with a header that it can do without. Where it is refused in a way that may mean the header, it goes out without.
    /// Where that helps a second time in a row, the header is left out for a while.
    /// </summary>
    private async Task<T> WithOrWithoutAsync<T>(
        StoreHabit habit, string bucket, string header, StoreCall call, Func<bool, Task<T>> request)
    {
        BucketDialect dialect = DialectOf(bucket);
        if (dialect.Has(habit))
        {
            return await request(false).ConfigureAwait(false);
        }

        try
        {
            T answer = await request(true).ConfigureAwait(false);
            if (habit != StoreHabit.RefusesChecksums)
            {
                dialect.SawNot(habit); // who takes the algorithm's name may still refuse the checksums
            }

            return answer;
        }
        catch (StorageException refusal) when (MayMean(habit, refusal, call))
        {
            T answer;
            try
            {
                answer = await request(false).ConfigureAwait(false);
            }
            catch (StorageException exception) when (MayMean(habit, exception, call))
            {
                throw refusal; // the header was not the cause
            }
            catch (StorageException exception) when (!exception.IsTransient)
            {
                LearnRefusal(habit, bucket, header, call, refusal);
                throw;
            }

            LearnRefusal(habit, bucket, header, call, refusal);
            return answer;
        }
    }

    private void LearnRefusal(StoreHabit habit, string bucket, string header, StoreCall call, StorageException refusal)
    {
        if (DialectOf(bucket).Saw(habit))
        {
            _logger.HeaderRefused(call.ToString(), header, refusal.StatusCode, refusal.ErrorCode);
        }
    }

    /// <summary>
    /// Of a store of which nothing is known any refusal with a code may mean a checksum or a condition that it does not know: stores have
    /// words of their own for that (AWS: InvalidRequest).
    /// </summary>
    private bool MayMean(StoreHabit habit, StorageException refusal, StoreCall call) =>
        MayMeanHeader(refusal, call)
        || (_options.Profile.Learns
            && habit is StoreHabit.RefusesChecksums or StoreHabit.RefusesWriteConditions
            && refusal is
            {
                StatusCode: 400 or 501,
                Reason: FailureReason.Invalid or FailureReason.NotSupported,
                ErrorCode: not (null or "AuthorizationHeaderMalformed"),
            });

    /// <summary>
    /// A 400 or 501 that only says that the store does not know something in the request. An answer without a code is a proxy's, which does
    /// not look at S3's headers, unless it is that to a HEAD. InvalidRequest is S3's word for an object size that differs from the declared
    /// one.
    /// </summary>
    private static bool MayMeanHeader(StorageException refusal, StoreCall call) =>
        refusal.StatusCode is 400 or 501
        && (refusal.ErrorCode is "InvalidArgument" or "NotImplemented" or "UnsupportedHeader" or "InvalidHeader"
            || (call.IsHead && refusal.ErrorCode is null));

    /// <summary>
    /// The store is asked to refuse an object that exists already. Where nobody knows that it looks at the condition, it is looked for here
    /// as well.
    /// </summary>
    private async Task<T> UnlessItExistsAsync<T>(
        StoreCall call, ObjectAddress address, CompletionConditions conditions, Func<bool, Task<T>> request,
        CancellationToken cancellationToken)
    {
        if (!conditions.FailIfExists)
        {
            return await request(false).ConfigureAwait(false);
        }

        StoreProfile profile = _options.Profile;
        if (profile.Learns || !profile.ConditionalWrites)
        {
            await RefuseExistingAsync(call, address, cancellationToken).ConfigureAwait(false);
        }

        return profile is { Learns: true, ConditionalWrites: true }
            ? await WithOrWithoutAsync(
                StoreHabit.RefusesWriteConditions, address.Bucket, "If-None-Match", call, request).ConfigureAwait(false)
            : await request(profile.ConditionalWrites).ConfigureAwait(false);
    }
}
