using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Session;

/// <summary>A logged-in user: the name, what it may do, and the S3 client that carries its credentials.</summary>
/// <param name="Name">The local user name (never client input that was not authenticated).</param>
/// <param name="MayWrite">False: every command that changes something answers 550 Permission denied.</param>
/// <param name="Client">Not owned by the session.</param>
/// <param name="Security">
/// What the control connection's security context offers data connections (DCAU), or <see langword="null"/> without one.
/// </param>
internal sealed record SessionUser(string Name, bool MayWrite, S3StreamClient Client, IDataChannelSecurity? Security = null)
{
    /// <summary>
    /// Which client carries the requests below a path, for users with several credentials; <see langword="null"/>: <see cref="Client"/>
    /// does all.
    /// </summary>
    public Func<VirtualPath, S3StreamClient>? Route { get; init; }

    /// <summary>
    /// Nothing was proven at login; such a user gets no third-party rights (<see cref="ThirdPartyPolicy.Authenticated"/>).
    /// </summary>
    public bool IsAnonymous { get; init; } = Name == "anonymous";

    /// <summary>The paths that the administrator allows the user to list, read and write.</summary>
    public PathRules Paths { get; init; } = PathRules.None;

    /// <summary>The only buckets the user sees and reaches (<see cref="GridFtpOptions.Buckets"/>); empty: all that S3 lets it.</summary>
    public IReadOnlyList<string> AllowedBuckets { get; init; } = [];

    /// <summary>The buckets that the user's credentials were given for by name, which S3 need not list.</summary>
    public IReadOnlyList<string> NamedBuckets { get; init; } = [];

    /// <summary>True when the bucket is not kept from the user by <see cref="AllowedBuckets"/>; S3 may still refuse it.</summary>
    public bool MayReach(string bucket) => AllowedBuckets.Count == 0 || AllowedBuckets.Contains(bucket, StringComparer.Ordinal);

    /// <summary>
    /// The client that carries the requests for <paramref name="path"/>. There is no other way to S3 for a path, so this is where
    /// <see cref="Paths"/> and <see cref="AllowedBuckets"/> are enforced.
    /// </summary>
    /// <param name="path">Where.</param>
    /// <param name="access">What is going to be done there.</param>
    /// <param name="tree">It is done to everything below, too.</param>
    /// <exception cref="FtpException">
    /// 550: the administrator forbids it, or the path is in a bucket that this server keeps from users, be it there or not.
    /// </exception>
    public S3StreamClient ClientFor(VirtualPath path, PathAccess access, bool tree = false)
    {
        Paths.Require(path, access, tree);
        return path.IsRoot || MayReach(path.Bucket)
            ? Route?.Invoke(path) ?? Client
            : throw new FtpException(GlobusError.NotFound($"{path} is not in a bucket that this server is set to serve (--s3-buckets)"));
    }
}
