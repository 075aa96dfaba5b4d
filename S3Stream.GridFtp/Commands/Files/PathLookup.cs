using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// Finds what a path names in S3, which has keys but no directories: a directory is the root, a bucket, or a prefix that at least one key
/// begins with (a zero-byte object <c>prefix/</c> keeps an empty one). Where a key and a prefix have the same name, look-ups find the
/// object.
/// </summary>
internal static class PathLookup
{
    /// <summary>The entry, or <see langword="null"/> when nothing has that name.</summary>
    public static async Task<PathEntry?> FindAsync(S3StreamClient client, VirtualPath path, CancellationToken cancellationToken) =>
        await FindObjectAsync(client, path, cancellationToken) is { } found
            ? PathEntry.File(path, found)
            : await FindDirectoryAsync(client, path, cancellationToken);

    /// <summary>The entry; 550 when nothing has that name.</summary>
    public static async Task<PathEntry> GetAsync(S3StreamClient client, VirtualPath path, CancellationToken cancellationToken) =>
        await FindAsync(client, path, cancellationToken) ?? throw NotFound(path);

    /// <summary>The directory of that name, or <see langword="null"/>.</summary>
    public static async Task<PathEntry?> FindDirectoryAsync(S3StreamClient client, VirtualPath path, CancellationToken cancellationToken)
    {
        if (path.IsRoot)
        {
            return PathEntry.Directory(path);
        }

        if (path.IsBucket)
        {
            return await client.Catalog.BucketExistsAsync(path.Bucket, cancellationToken) ? PathEntry.Directory(path) : null;
        }

        ObjectEntry? first = await FirstBelowAsync(client, path, cancellationToken);
        return first is null ? null : PathEntry.Directory(path, first.LastModified);
    }

    /// <summary>The directory of that name; 550 when there is none, or it is an object.</summary>
    public static async Task<PathEntry> GetDirectoryAsync(S3StreamClient client, VirtualPath path, CancellationToken cancellationToken)
    {
        if (await FindDirectoryAsync(client, path, cancellationToken) is { } directory)
        {
            return directory;
        }

        bool isObject = await FindObjectAsync(client, path, cancellationToken) is not null;
        throw isObject ? new FtpException(GlobusError.NotADirectory($"{path} is an object")) : NotFound(path);
    }

    /// <summary>
    /// The object of that name, or <see langword="null"/>. An empty one whose key ends in a slash only keeps a directory.
    /// </summary>
    public static async Task<ObjectEntry?> FindObjectAsync(S3StreamClient client, VirtualPath path, CancellationToken cancellationToken)
    {
        ObjectEntry? found = path.MayBeObject ? await client.Catalog.FindAsync(path.Address, cancellationToken) : null;
        return found is { Length: 0 } && path.Key.EndsWith('/') ? null : found;
    }

    /// <summary>The object of that name; 550 when there is none.</summary>
    public static async Task<ObjectEntry> GetObjectAsync(S3StreamClient client, VirtualPath path, CancellationToken cancellationToken)
    {
        if (await FindObjectAsync(client, path, cancellationToken) is { } found)
        {
            return found;
        }

        throw await FindDirectoryAsync(client, path, cancellationToken) is null
            ? NotFound(path)
            : new FtpException(GlobusError.IsADirectory($"{path} is a directory"));
    }

    public static FtpException NotFound(VirtualPath path) =>
        new(GlobusError.NotFound($"{path}: no object and no prefix has this name"));

    /// <summary>The first key below a prefix, its marker included. A missing bucket has none.</summary>
    private static async Task<ObjectEntry?> FirstBelowAsync(S3StreamClient client, VirtualPath path, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ObjectEntry entry in client.Catalog.ListAsync(
                path.Bucket, path.DirectoryPrefix, delimiter: null, limit: 1, cancellationToken: cancellationToken))
            {
                return entry;
            }
        }
        catch (StorageException exception) when (exception.Reason == FailureReason.NotFound)
        {
            // no such bucket
        }

        return null;
    }
}
