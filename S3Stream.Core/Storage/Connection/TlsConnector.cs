#pragma warning disable RS0030 // the one socket of Core: HttpClient takes a layer below TLS only if the connection is opened for it
using System.Buffers;
using System.Net.Sockets;

namespace S3Stream.Storage.Connection;

/// <summary>
/// Opens connections that will carry TLS: with <see cref="TlsRecordStream"/> below it and <see cref="TlsWriteStream"/> above. Their buffers
/// come from one pool, which keeps as many as there are connections with requests. Safe for concurrent use.
/// </summary>
internal sealed class TlsConnector(int connections)
{
    private readonly ArrayPool<byte> _buffers = ArrayPool<byte>.Create(TlsRecordStream.ReadBuffer, connections);

    /// <summary>Makes the handler open its connections here.</summary>
    public void AddTo(SocketsHttpHandler handler)
    {
        handler.ConnectCallback = ConnectAsync;
        handler.PlaintextStreamFilter = static (context, _) => new(new TlsWriteStream(context.PlaintextStream));
    }

    // A proxy answers CONNECT in clear text before the first TLS record.
    private static bool IsProxy(SocketsHttpConnectionContext context) =>
        context.InitialRequestMessage.RequestUri is { } uri
        && !(uri.IdnHost.Equals(context.DnsEndPoint.Host, StringComparison.OrdinalIgnoreCase) && uri.Port == context.DnsEndPoint.Port);

    // Does what SocketsHttpHandler does when it opens a connection itself.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return IsProxy(context) ? stream : new TlsRecordStream(stream, _buffers);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
