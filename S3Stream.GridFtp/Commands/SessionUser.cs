using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Commands;

/// <summary>A logged-in user: the name, what it may do, and the S3 client that carries its credentials.</summary>
/// <param name="Name">The local user name (never client input that was not authenticated).</param>
/// <param name="MayWrite">False: every command that changes something answers 550 Permission denied.</param>
/// <param name="Client">Not owned by the session.</param>
/// <param name="Security">
/// What the control connection's security context offers data connections (DCAU), or <see langword="null"/> without one.
/// </param>
internal sealed record SessionUser(string Name, bool MayWrite, S3StreamClient Client, Data.IDataChannelSecurity? Security = null)
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

    /// <summary>The client that carries the requests for <paramref name="path"/>.</summary>
    public S3StreamClient ClientFor(VirtualPath path) => Route?.Invoke(path) ?? Client;
}
