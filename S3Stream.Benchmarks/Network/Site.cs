namespace S3Stream.Benchmarks.Network;

/// <summary>Where a process runs and by which IPv4 address others reach it there.</summary>
/// <param name="Place">The namespace; <see langword="null"/> for this machine's own.</param>
/// <param name="Address">An address of that place.</param>
/// <param name="HostName">The name that all places resolve to that address, and back.</param>
internal sealed record Site(NetworkNamespace? Place, string Address, string HostName)
{
    /// <summary>This machine's loopback interface.</summary>
    public static Site Here { get; } = new(null, "127.0.0.1", "localhost");
}
