using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>Deletes many keys. The log names each key that could not be deleted; the client is told of the first.</summary>
internal static class DeletedKeys
{
    /// <exception cref="StorageException">Some could not be deleted; keys behind their batch were not touched.</exception>
    public static async Task DeleteAllAsync(
        ObjectCatalog catalog, string bucket, IAsyncEnumerable<string> keys, ILogger logger, CancellationToken cancellationToken)
    {
        IReadOnlyList<DeleteFailure> failures = await catalog.DeleteManyAsync(bucket, keys, cancellationToken);
        foreach (DeleteFailure failure in failures)
        {
            logger.NotDeleted(bucket, LogText.Clean(failure.Key), failure.Error.Message);
        }

        if (failures.Count > 0)
        {
            throw failures[0].Error;
        }
    }
}
