using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// Renames all keys below a prefix: list, copy all, then delete exactly what was copied. Until the last copy is made nothing is deleted; a
/// failure takes the copies back and leaves the source whole.
/// </summary>
internal sealed class PrefixRename(ObjectCatalog catalog, VirtualPath source, VirtualPath destination, ILogger logger)
{
    /// <summary>
    /// The keys are held in memory, so that nothing that arrived meanwhile is deleted uncopied. A longer rename would outlast clients'
    /// patience anyway.
    /// </summary>
    private const int MaxKeys = 100_000;

    private const int Parallelism = 8;

    private const int ProgressEvery = 1_000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<string> names = await ListAsync(cancellationToken);
        await CopyAllAsync(names, cancellationToken);
        // from here on both ends are complete; stopping half way would only leave more behind
        await DeletedKeys.DeleteAllAsync(
            catalog, source.Bucket, names.Select(name => At(source, name).Key).ToAsyncEnumerable(), logger, CancellationToken.None);
    }

    private async Task<List<string>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        int skip = source.DirectoryPrefix.Length;
        await foreach (ObjectEntry entry in catalog.ListAsync(
            source.Bucket, source.DirectoryPrefix, delimiter: null, cancellationToken: cancellationToken))
        {
            if (names.Count == MaxKeys)
            {
                throw new FtpException(GlobusError.NotSupported($"{source} holds more than {MaxKeys} objects: rename the directories "
                    + "below it one by one"));
            }

            names.Add(entry.Key[skip..]);
        }

        return names;
    }

    private async Task CopyAllAsync(List<string> names, CancellationToken cancellationToken)
    {
        var begun = new System.Collections.Concurrent.ConcurrentBag<string>(); // a copy that failed may have been made all the same
        int count = 0;
        try
        {
            // the first failure begins no more copies, and lets those under way end: one that goes on in the store could not be taken back
            await Parallel.ForEachAsync(names, Bounded(cancellationToken), async (name, _) =>
            {
                begun.Add(name);
                await catalog.CopyAsync(At(source, name), At(destination, name), cancellationToken);
                if (Interlocked.Increment(ref count) % ProgressEvery == 0)
                {
                    logger.RenameGoesOn(source.Text, destination.Text, Volatile.Read(ref count), names.Count);
                }
            });
        }
        catch (Exception)
        {
            await TakeBackAsync(begun);
            throw;
        }
    }

    /// <summary>The destination was empty before, so the copies are ours. The failure that led here is what the client hears.</summary>
    private async Task TakeBackAsync(IReadOnlyCollection<string> begun)
    {
        try
        {
            await DeletedKeys.DeleteAllAsync(
                catalog,
                destination.Bucket,
                begun.Select(name => At(destination, name).Key).ToAsyncEnumerable(),
                logger,
                CancellationToken.None);
        }
        catch (S3StreamException exception)
        {
            logger.RenameLeftCopies(source.Text, destination.Text, exception.Message);
        }
    }

    private static ParallelOptions Bounded(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };

    private static ObjectAddress At(VirtualPath directory, string name) => new(directory.Bucket, directory.DirectoryPrefix + name);
}
