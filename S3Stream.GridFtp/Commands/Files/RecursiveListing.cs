using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// Everything below a directory, with names relative to it. Keys come in order, so all keys of a directory are together and a directory is
/// told once, when its first key comes: constant memory, and one request per page instead of one per directory.
/// </summary>
internal static class RecursiveListing
{
    public static async IAsyncEnumerable<(PathEntry Entry, string Name)> BelowAsync(
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
        string[] open = []; // the directories the previous key was in
        IAsyncEnumerable<ObjectEntry> keys = context.User.ClientFor(directory).Catalog.ListAsync(
            directory.Bucket, directory.DirectoryPrefix, delimiter: null, cancellationToken: cancellationToken);
        await foreach (ObjectEntry entry in keys)
        {
            string name = entry.Key[directory.DirectoryPrefix.Length..];
            string[] components = name.Split('/');
            string[] directories = components[..^1];
            bool isMarker = components[^1].Length == 0;
            if (!directories.All(VirtualPath.CanName) || (!isMarker && !VirtualPath.CanName(components[^1])))
            {
                continue;
            }

            int common = open.Zip(directories).TakeWhile(pair => pair.First == pair.Second).Count();
            for (int depth = common + 1; depth <= directories.Length; depth++)
            {
                string below = string.Join('/', directories[..depth]);
                DateTimeOffset? modified = isMarker && depth == directories.Length ? entry.LastModified : null;
                yield return (PathEntry.Directory(directory.Child(below), modified), shownPrefix + below);
            }

            open = directories;
            if (!isMarker)
            {
                yield return (PathEntry.File(directory.Child(name), entry), shownPrefix + name);
            }
        }
    }
}
