using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Commands;

/// <summary>The entries of a directory, page by page from S3: constant memory however many there are.</summary>
internal static class DirectoryListing
{
    /// <summary>
    /// The entries right below <paramref name="directory"/>; what the user may not list, marker objects and keys no path can name are left
    /// out.
    /// </summary>
    public static IAsyncEnumerable<PathEntry> ChildrenAsync(
        CommandContext context, VirtualPath directory, CancellationToken cancellationToken) =>
        (directory.IsRoot
            ? RootListing.BucketsAsync(context.User, cancellationToken)
            : BelowPrefixAsync(context, directory, cancellationToken))
        .Where(entry => context.User.Paths.Allows(entry.Path, PathAccess.List));

    private static async IAsyncEnumerable<PathEntry> BelowPrefixAsync(
        CommandContext context, VirtualPath directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string prefix = directory.DirectoryPrefix;
        long leftOut = 0;
        ObjectCatalog catalog = context.User.ClientFor(directory, PathAccess.List).Catalog;
        await foreach (ObjectEntry entry in catalog.ListAsync(directory.Bucket, prefix, cancellationToken: cancellationToken))
        {
            string name = entry.IsPrefix ? entry.Key[prefix.Length..^1] : entry.Key[prefix.Length..];
            if (name.Length == 0 && !entry.IsPrefix)
            {
                continue; // the directory's own marker
            }

            if (!VirtualPath.CanName(name))
            {
                leftOut++;
                continue;
            }

            VirtualPath path = directory.Child(name);
            yield return entry.IsPrefix ? PathEntry.Directory(path) : PathEntry.File(path, entry);
        }

        if (leftOut > 0)
        {
            context.Logger.NamesLeftOut(LogText.Clean(directory.Text), leftOut);
        }
    }
}
