using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Commands;

/// <summary>The entries of a directory, page by page from S3: constant memory however many there are.</summary>
internal static class DirectoryListing
{
    /// <summary>
    /// The entries right below <paramref name="directory"/>; what the user may not list and empty marker objects are left out.
    /// </summary>
    /// <param name="context">The session.</param>
    /// <param name="directory">Where.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <param name="start">Below a bucket: the prefix, after the directory's own, of the keys to list.</param>
    public static IAsyncEnumerable<PathEntry> ChildrenAsync(
        CommandContext context, VirtualPath directory, CancellationToken cancellationToken, string start = "") =>
        (directory.IsRoot
            ? RootListing.BucketsAsync(context.User, cancellationToken)
            : BelowPrefixAsync(context, directory, start, cancellationToken))
        .Where(entry => context.User.Paths.Allows(entry.Path, PathAccess.List));

    private static async IAsyncEnumerable<PathEntry> BelowPrefixAsync(
        CommandContext context, VirtualPath directory, string start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string prefix = directory.DirectoryPrefix;
        var objects = new NamesakeKeys();
        ObjectCatalog catalog = context.User.ClientFor(directory, PathAccess.List).Catalog;
        await foreach (ObjectEntry entry in catalog.ListAsync(directory.Bucket, prefix + start, cancellationToken: cancellationToken))
        {
            objects.Advance(entry.Key);
            string name = entry.IsPrefix ? entry.Key[prefix.Length..^1] : entry.Key[prefix.Length..];
            if (entry.IsPrefix)
            {
                yield return PathEntry.Directory(directory.Child(name, isDirectoryOnly: objects.Contains(entry.Key.AsSpan()[..^1])));
            }
            else if (name.Length > 0 || entry.Length > 0)
            {
                objects.Remember(entry.Key);
                yield return PathEntry.File(directory.Child(name), entry);
            }
        }
    }
}
