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

    /// <summary>See <see cref="DataConnection.Stripe"/>.</summary>
    public int Stripe { get; set; }

    /// <summary>The peer's address.</summary>
    public EndPoint Remote { get; } = socket.RemoteEndPoint ?? new IPEndPoint(IPAddress.None, 0);

    /// <summary>True: it comes from the client's own address.</summary>
    public bool IsFromClient => Remote is IPEndPoint peer && terms.IsControlPeer(peer.Address);

    /// <summary>The peer has closed it already, and without a byte. False also when it was reset.</summary>
    public bool HasClosedSilently => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    /// <summary>The peer reset the connection; <see cref="SpeaksAsync"/> has seen it.</summary>
    public bool WasReset { get; private set; }

    /// <summary>
    /// Waits for the peer's first byte, which stays to be read. False: the peer closed without one, or reset the connection.
    /// </summary>
    /// <exception cref="FtpException">425: the terms ask for a handshake, and it did not begin in time.</exception>
    public async Task<bool> SpeaksAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(terms.IsSecured ? timeout : Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await socket.ReceiveAsync(new byte[1], SocketFlags.Peek, either.Token) > 0;
        }
        catch (SocketException)
        {
            WasReset = true; // told once only: the next receive would say that the peer has closed
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw DataFailure.NotOpened(
                FormattableString.Invariant($"{Remote} did not begin the security handshake in {timeout.TotalSeconds:0} seconds."));
        }
    }

    /// <summary>Runs the handshake the terms ask for, and gives the connection that carries bytes.</summary>
    /// <exception cref="FtpException">425: the handshake failed or took too long; 536: nothing here can do it.</exception>
    public async Task<DataConnection> SecureAsync(CancellationToken cancellationToken)
    {
        _taken = true;
        if (!terms.IsSecured)
        {
            return new DataConnection(new ClearDataStream(socket), socket, Remote) { Stripe = Stripe };
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
            return new DataConnection(stream, socket, Remote) { Stripe = Stripe };
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
