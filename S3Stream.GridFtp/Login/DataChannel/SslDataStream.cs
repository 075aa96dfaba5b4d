using System.Net.Security;
using System.Net.Sockets;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Login;

/// <summary>A data connection with PROT P after AUTH TLS. One reader and one writer at a time. Owns the socket.</summary>
internal sealed class SslDataStream(Socket socket, SslStream stream) : IDataStream
{
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            int count = await stream.ReadAsync(buffer, cancellationToken);
            if (count == 0 && !buffer.IsEmpty)
            {
                await AnswerCloseAsync();
            }

            return count;
        }
        catch (ObjectDisposedException exception)
        {
            throw Lost(exception);
        }
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> first, Memory<byte> second, CancellationToken cancellationToken) =>
        ReceiveAsync(first.IsEmpty ? second : first, cancellationToken);

    public async ValueTask SendAsync(ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        try
        {
            if (!header.IsEmpty)
            {
                await stream.WriteAsync(header, cancellationToken);
            }

            await stream.WriteAsync(payload, cancellationToken);
        }
        catch (ObjectDisposedException exception)
        {
            throw Lost(exception);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await stream.ShutdownAsync();
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Lost(exception);
        }
    }

    public void Abort() => socket.Close(0);

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <summary>The peer has closed, and may wait for our close_notify before it goes on (RFC 5246 7.2.1; Python's ftplib does).</summary>
    private async Task AnswerCloseAsync()
    {
        try
        {
            await stream.ShutdownAsync();
        }
        catch (IOException)
        {
            // it has not waited: everything it sent is here all the same
        }
    }

    private static IOException Lost(Exception inner) => new($"The data connection was lost: {inner.Message}", inner);
}
