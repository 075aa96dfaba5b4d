using System.Buffers;
using System.Net.Sockets;
using S3Stream.Gsi;

namespace S3Stream.GridFtp.Login;

/// <summary>
/// The handshake on a fresh data connection. Tokens are TLS records straight on the socket. With PROT C clear data may follow the last
/// record in the same packet, so exactly one record is read at a time, never a byte more.
/// <code>
/// after the handshake, PROT C only:
///   acceptor in TLS 1.3: application data, one zero byte
///   connector:           application data "0" (no delegation)
///   then clear text both ways; no close_notify
/// </code>
/// </summary>
internal sealed class DataHandshake(Socket socket, TlsEngine engine, bool accepted)
{
    private const byte NoDelegation = (byte)'0';

    /// <summary>Completes the TLS handshake. The peer's identity is not checked yet.</summary>
    public async Task AuthenticateAsync(CancellationToken cancellationToken)
    {
        while (!engine.IsHandshakeComplete)
        {
            await SendOutputAsync(cancellationToken);
            await FeedRecordAsync(cancellationToken);
        }
    }

    /// <summary>Called once the peer's identity is accepted and the connection stays protected: sends the rest of the handshake.</summary>
    public Task FinishProtectedAsync(CancellationToken cancellationToken) => SendOutputAsync(cancellationToken);

    /// <summary>
    /// Called once the peer's identity is accepted and clear data follows: exchanges the flag record. The engine cannot be used afterwards.
    /// </summary>
    public async Task FinishClearAsync(CancellationToken cancellationToken)
    {
        if (accepted)
        {
            if (engine.AvailableOutput == 0)
            {
                engine.Write([0]);
            }

            await SendOutputAsync(cancellationToken);
            await ReceiveByteAsync(cancellationToken);
            return;
        }

        if (engine.IsTls13)
        {
            await SendOutputAsync(cancellationToken);
            await ReceiveByteAsync(cancellationToken);
        }

        engine.Write([NoDelegation]);
        await SendOutputAsync(cancellationToken);
    }

    private async Task ReceiveByteAsync(CancellationToken cancellationToken)
    {
        while (engine.AvailablePlain == 0)
        {
            await FeedRecordAsync(cancellationToken);
        }

        if (engine.TakePlain().Length != 1)
        {
            throw new TlsEngineException("the peer sent data where a single byte has to end the handshake");
        }
    }

    private async Task SendOutputAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> output = engine.TakeOutput();
        while (!output.IsEmpty)
        {
            output = output[await socket.SendAsync(output, cancellationToken)..];
        }
    }

    private async Task FeedRecordAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(TlsRecordFraming.MaxRecordBytes);
        try
        {
            await FillAsync(buffer.AsMemory(0, TlsRecordFraming.HeaderBytes), cancellationToken);
            int length = TlsRecordFraming.RecordLength(buffer);
            await FillAsync(buffer.AsMemory(TlsRecordFraming.HeaderBytes, length - TlsRecordFraming.HeaderBytes), cancellationToken);
            FeedAndAlert(new ArraySegment<byte>(buffer, 0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void FeedAndAlert(ArraySegment<byte> record)
    {
        try
        {
            engine.Feed(record);
        }
        catch (TlsEngineException)
        {
            // the alert tells the peer why; it is not sent again to a peer that does not take it at once
            byte[] alert = engine.TakeOutput();
            if (alert.Length > 0)
            {
                socket.Send(alert, SocketFlags.None, out _);
            }

            throw;
        }
    }

    private async Task FillAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            int count = await socket.ReceiveAsync(target, cancellationToken);
            target = count > 0 ? target[count..] : throw new TlsEngineException("the peer closed the connection during the handshake");
        }
    }
}
