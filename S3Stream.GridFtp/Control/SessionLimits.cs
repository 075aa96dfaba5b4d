using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Control;

/// <summary>The numbers that <see cref="ConnectionLimits"/> holds sessions to.</summary>
/// <param name="MaxConnections">All sessions.</param>
/// <param name="MaxWaitingPerAddress">Sessions of one client that have not logged in.</param>
/// <param name="MaxPerAddress">All sessions of one client.</param>
/// <param name="MaxPerUser">Sessions logged in as one user.</param>
internal sealed record SessionLimits(
    int MaxConnections, int MaxWaitingPerAddress, int MaxPerAddress = int.MaxValue, int MaxPerUser = int.MaxValue)
{
    /// <summary>Sessions that have not logged in: half of all, and one at least.</summary>
    public int MaxWaiting => Math.Max(1, MaxConnections / 2);

    public static SessionLimits Of(GridFtpOptions options) => new(
        options.MaxConnections, options.MaxUnauthenticatedPerAddress, options.MaxConnectionsPerAddress, options.MaxConnectionsPerUser);
}
