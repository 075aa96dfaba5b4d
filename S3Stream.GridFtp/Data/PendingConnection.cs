using System.Net;
using System.Net.Sockets;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// A TCP connection that is made but not yet authenticated. The handshake is a step of its own because the 150 reply goes between: RFC 4217
/// clients start TLS on the data connection only after it. Owns the socket until <see cref="SecureAsync"/> takes it.
/// </summary>
internal sealed class PendingConnection(Socket socket, bool accepted, DataChannelTerms terms, TimeSpan timeout, TimeProvider time)
    : IDisposable
{
    private bool _taken;

    /// <summary>The peer's address.</summary>
    public EndPoint Remote { get; } = socket.RemoteEndPoint ?? new IPEndPoint(IPAddress.None, 0);

    /// <summary>Runs the handshake the terms ask for, and gives the connection that carries bytes.</summary>
    /// <exception cref="FtpException">425: the handshake failed or took too long; 536: nothing here can do it.</exception>
    public async Task<DataConnection> SecureAsync(CancellationToken cancellationToken)
    {
        _taken = true;
        if (!terms.IsSecured)
        {
            return new DataConnection(new ClearDataStream(socket), socket, Remote);
        }

        if (terms.Security is null)
        {
            socket.Dispose();
            throw DataFailure.NoProtection();
        }

        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            IDataStream stream = await terms.Security.SecureAsync(socket, accepted, terms.Authentication, terms.Protection, either.Token);
            return new DataConnection(stream, socket, Remote);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw DataFailure.NotOpened(
                FormattableString.Invariant($"{Remote} did not finish the security handshake in {timeout.TotalSeconds:0} seconds."));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            throw DataFailure.NotOpened($"the security handshake with {Remote} failed: {exception.Message}", exception);
        }
    }

    public void Dispose()
    {
        if (!_taken)
        {
            _taken = true;
            socket.Close(0);
        }
    }
}
