using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// The buckets a user has: those S3 lists for it, those its credentials were given for by name, and those the server is set to serve, which
/// may belong to another account. A server that is set to serve certain buckets shows no others.
/// </summary>
internal static class RootListing
{
    /// <summary>In the order of their names. At most one request more for each bucket the server is set to serve.</summary>
    /// <exception cref="StorageException">S3 refuses to list buckets and no setting names one, or the request failed.</exception>
    public static async IAsyncEnumerable<PathEntry> BucketsAsync(
        SessionUser user, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var shown = new SortedDictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        foreach (string name in user.NamedBuckets.Where(user.MayReach))
        {
            shown[name] = null;
        }

        IReadOnlyList<BucketEntry>? owned = await OwnedAsync(user, cancellationToken);
        foreach (BucketEntry bucket in (owned ?? []).Where(bucket => user.MayReach(bucket.Name)))
        {
            shown[bucket.Name] = bucket.Created;
        }

        foreach (string name in user.AllowedBuckets.Where(name => !shown.ContainsKey(name)))
        {
            // a user who may not list buckets may often not look at one either
            VirtualPath path = VirtualPath.Root.Child(name);
            if (user.Paths.Allows(path, PathAccess.List)
                && (owned is null || await user.ClientFor(path, PathAccess.List).Catalog.BucketExistsAsync(name, cancellationToken)))
            {
                shown[name] = null;
            }
        }

        foreach ((string name, DateTimeOffset? created) in shown.Where(bucket => VirtualPath.IsBucketName(bucket.Key)))
        {
            yield return PathEntry.Directory(VirtualPath.Root.Child(name), created);
        }
    }

    /// <summary>The buckets that S3 lists, or <see langword="null"/> when it refuses and there are other names to show.</summary>
    private static async Task<IReadOnlyList<BucketEntry>?> OwnedAsync(SessionUser user, CancellationToken cancellationToken)
    {
        try
        {
            return await user.ClientFor(VirtualPath.Root, PathAccess.List).Catalog.ListBucketsAsync(cancellationToken);
        }
        catch (StorageException exception) when (
            user.AllowedBuckets.Count + user.NamedBuckets.Count > 0
            && exception.Reason is FailureReason.AccessDenied or FailureReason.NotSupported or FailureReason.Invalid)
        {
            return null;
        }
    }
}
