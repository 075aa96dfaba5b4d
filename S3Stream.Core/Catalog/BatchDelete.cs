using System.Collections.Concurrent;
using S3Stream.Resilience;
using S3Stream.Storage;

namespace S3Stream.Catalog;

/// <summary>
/// Deletes many keys: batches of DeleteObjects, or one by one where the store does not know it or XML cannot carry the key. Safe for
/// concurrent use.
/// </summary>
internal sealed class BatchDelete(TransferServices services)
{
    /// <summary>S3's limit of one DeleteObjects.</summary>
    public const int MaxBatch = 1000;

    private readonly IObjectStore _store = services.Store;
    private readonly RetryPolicy _retry = services.Retry;

    // a store that has refused DeleteObjects is not asked again
    private volatile bool _oneByOne;

    /// <summary>Deletes until the keys end or a batch has failures, which are returned.</summary>
    public async Task<IReadOnlyList<DeleteFailure>> RunAsync(
        string bucket, IAsyncEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var batch = new List<string>(MaxBatch);
        await foreach (string key in keys.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            batch.Add(key);
            if (batch.Count == MaxBatch)
            {
                if (await DeleteAsync(bucket, batch, cancellationToken).ConfigureAwait(false) is { Count: > 0 } failures)
                {
                    return failures;
                }

                batch.Clear();
            }
        }

        return batch.Count == 0 ? [] : await DeleteAsync(bucket, batch, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<DeleteFailure>> DeleteAsync(string bucket, List<string> keys, CancellationToken cancellationToken)
    {
        List<string> together = _oneByOne ? [] : [.. keys.Where(KeyText.FitsXml)];
        IReadOnlyList<DeleteFailure> failures = [];
        if (together.Count > 0)
        {
            try
            {
                failures = await DeleteTogetherAsync(bucket, together, cancellationToken).ConfigureAwait(false);
            }
            catch (StorageException exception) when (exception.Reason is FailureReason.NotSupported or FailureReason.Invalid)
            {
                _oneByOne = true;
                together.Clear();
            }
        }

        return together.Count == keys.Count
            ? failures
            : [.. failures, .. await DeleteOneByOneAsync(bucket, keys.Except(together), cancellationToken).ConfigureAwait(false)];
    }

    /// <summary>Keys with a transient failure are sent again, in a request of their own.</summary>
    private async Task<IReadOnlyList<DeleteFailure>> DeleteTogetherAsync(
        string bucket, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var final = new List<DeleteFailure>();
        IReadOnlyList<DeleteFailure> passing = [];
        try
        {
            await _retry.ExecuteAsync(
                $"DeleteObjects {bucket}",
                async (_, token) =>
                {
                    IReadOnlyList<DeleteFailure> failures = await _store.DeleteManyAsync(bucket, keys, token).ConfigureAwait(false);
                    final.AddRange(failures.Where(failure => !failure.Error.IsTransient));
                    passing = [.. failures.Where(failure => failure.Error.IsTransient)];
                    if (passing.Count > 0)
                    {
                        keys = [.. passing.Select(failure => failure.Key)];
                        throw passing[0].Error;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException exception) when (passing.Count > 0 && exception == passing[0].Error)
        {
            final.AddRange(passing); // the failures were not transient
        }

        return final;
    }

    private async Task<IReadOnlyCollection<DeleteFailure>> DeleteOneByOneAsync(
        string bucket, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var failures = new ConcurrentBag<DeleteFailure>();
        var bounds = new ParallelOptions
        {
            MaxDegreeOfParallelism = services.Options.MaxRequestsPerTransfer,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(keys, bounds, async (key, stop) =>
        {
            try
            {
                var address = new ObjectAddress(bucket, key);
                await _retry.ExecuteAsync(
                    $"DeleteObject {address}", (_, token) => _store.DeleteAsync(address, token), stop).ConfigureAwait(false);
            }
            catch (StorageException exception)
            {
                failures.Add(new DeleteFailure(key, exception));
            }
        }).ConfigureAwait(false);
        return failures;
    }
}
