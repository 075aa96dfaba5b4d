using System.Collections.Concurrent;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// Which connections of a transfer announce the end of file: the first to ask for each address, since every address of SPOR is a receiver
/// that counts its own ends of data (GFD.020 SPOR). Safe for concurrent use.
/// </summary>
internal sealed class StripeEnds
{
    private readonly ConcurrentDictionary<int, int> _open;

    public StripeEnds(IEnumerable<DataConnection> connections) =>
        _open = new(connections.CountBy(connection => connection.Stripe));

    /// <summary>The number of ends of data to announce on this connection, or <see langword="null"/> when another did.</summary>
    public int? Take(DataConnection connection) => _open.TryRemove(connection.Stripe, out int count) ? count : null;
}
