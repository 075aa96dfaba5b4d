using System.Net;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// A session's data channel: the listener or the peer addresses that PASV or PORT set up, and the connections kept between MODE E transfers.
/// Used by the session's command loop only, one command at a time.
/// </summary>
internal sealed class DataChannel : IAsyncDisposable
{
    /// <summary>PASV, EPSV, SPAS: drops what was there, listens on <paramref name="address"/> inside the port range, and returns where.</summary>
    /// <exception cref="Commands.FtpException">425: no free port.</exception>
    public IPEndPoint Listen(IPAddress address) => throw new NotImplementedException();

    /// <summary>PORT, EPRT, SPOR: drops what was there; the next transfer connects to these.</summary>
    public void ConnectTo(IReadOnlyList<IPEndPoint> peers) => throw new NotImplementedException();

    /// <summary>DCAU, PROT, QUIT or a failed transfer: drops the listener, the addresses and every kept connection.</summary>
    public ValueTask DropAsync() => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DropAsync();
}
