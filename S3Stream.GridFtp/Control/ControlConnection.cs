using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace S3Stream.GridFtp.Control;

/// <summary>One control connection: its byte stream, the pipe ends over it, and their lifetime. Knows nothing of commands.</summary>
internal sealed class ControlConnection : IAsyncDisposable
{
    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 4096, leaveOpen: true);
    private static readonly StreamPipeWriterOptions WriterOptions = new(leaveOpen: true);

    private Stream _stream;

    public ControlConnection(Stream stream, IPEndPoint local, IPEndPoint remote)
    {
        _stream = stream;
        Local = local;
        Remote = remote;
        Input = PipeReader.Create(stream, ReaderOptions);
        Output = PipeWriter.Create(stream, WriterOptions);
    }

    public PipeReader Input { get; private set; }

    public PipeWriter Output { get; private set; }

    public IPEndPoint Local { get; }

    public IPEndPoint Remote { get; }

    /// <summary>True once the stream was replaced by a protected one.</summary>
    public bool IsEncrypted { get; private set; }

    public static ControlConnection Over(Socket socket)
    {
        socket.NoDelay = true;
        // ABOR comes with an urgent byte; it must stay in its place among the others
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.OutOfBandInline, true);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        return new ControlConnection(
            new NetworkStream(socket, ownsSocket: true),
            Unmap((IPEndPoint)socket.LocalEndPoint!),
            Unmap((IPEndPoint)socket.RemoteEndPoint!));
    }

    /// <summary>Runs a handshake and goes on with the stream it returns. No read or write may be under way meanwhile.</summary>
    /// <exception cref="InvalidDataException">
    /// The peer sent bytes in the clear behind the command that asked for this (STARTTLS injection).
    /// </exception>
    public async Task ReplaceStreamAsync(Func<Stream, CancellationToken, Task<Stream>> secure, CancellationToken cancellationToken)
    {
        if (Input.TryRead(out ReadResult early))
        {
            long pending = early.Buffer.Length;
            Input.AdvanceTo(early.Buffer.End);
            if (pending > 0)
            {
                throw new InvalidDataException($"{pending} unprotected bytes came before the security handshake");
            }
        }

        await Input.CompleteAsync();
        await Output.CompleteAsync();
        _stream = await secure(_stream, cancellationToken);
        Input = PipeReader.Create(_stream, ReaderOptions);
        Output = PipeWriter.Create(_stream, WriterOptions);
        IsEncrypted = true;
    }

    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync();
        try
        {
            await _stream.DisposeAsync();
        }
        catch (IOException)
        {
            // a protected stream sends close_notify when it is closed; the peer may be gone already
        }
    }

    /// <summary>An IPv4 peer of a dual-stack listener is an IPv4 peer.</summary>
    private static IPEndPoint Unmap(IPEndPoint point) =>
        point.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(point.Address.MapToIPv4(), point.Port) : point;
}
