using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// Everything below a directory, with names relative to it. Keys come in order, so all keys of a directory are together and a directory is
/// told once, when its first key comes: constant memory, and one request per page instead of one per directory.
/// </summary>
internal static class RecursiveListing
{
    /// <summary>The entries and their names; what the user may not list is left out.</summary>
    public static IAsyncEnumerable<(PathEntry Entry, string Name)> BelowAsync(
        CommandContext context, VirtualPath directory, CancellationToken cancellationToken) =>
        AllBelowAsync(context, directory, cancellationToken).Where(found => context.User.Paths.Allows(found.Entry.Path, PathAccess.List));

    private static async IAsyncEnumerable<(PathEntry Entry, string Name)> AllBelowAsync(
        CommandContext context, VirtualPath directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!directory.IsRoot)
        {
            await foreach ((PathEntry, string) entry in BelowPrefixAsync(context, directory, "", cancellationToken))
            {
                yield return entry;
            }

            yield break;
        }

        await foreach (PathEntry bucket in DirectoryListing.ChildrenAsync(context, directory, cancellationToken))
        {
            yield return (bucket, bucket.Path.Name);
            await foreach ((PathEntry, string) entry in BelowPrefixAsync(context, bucket.Path, bucket.Path.Name + "/", cancellationToken))
            {
                yield return entry;
            }
        }
    }

    private static async IAsyncEnumerable<(PathEntry Entry, string Name)> BelowPrefixAsync(
        CommandContext context, VirtualPath directory, string shownPrefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = new OpenDirectories();
        IAsyncEnumerable<ObjectEntry> keys = context.User.ClientFor(directory, PathAccess.List).Catalog.ListAsync(
            directory.Bucket, directory.DirectoryPrefix, delimiter: null, cancellationToken: cancellationToken);
        await foreach (ObjectEntry entry in keys)
        {
            string name = entry.Key[directory.DirectoryPrefix.Length..];
            bool isMarker = entry.Length == 0 && (name.Length == 0 || name[^1] == '/');
            foreach ((string below, string shown, bool isDirectoryOnly) in open.Advance(name))
            {
                DateTimeOffset? modified = isMarker && below.Length == name.Length - 1 ? entry.LastModified : null;
                yield return (PathEntry.Directory(directory.Child(below, isDirectoryOnly), modified), shownPrefix + shown);
            }

            if (!isMarker)
            {
                VirtualPath path = directory.Child(name);
                yield return (PathEntry.File(path, entry), $"{shownPrefix}{open.ShownPrefix}{path.Name}");
                open.Remember(name);
            }
        }
    }
}
