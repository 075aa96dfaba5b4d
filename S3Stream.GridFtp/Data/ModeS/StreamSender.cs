using System.Buffers;

namespace S3Stream.GridFtp.Data;

/// <summary>Sends one MODE S transfer: bytes in order, then the end of the connection. Used once.</summary>
internal sealed class StreamSender(DataConnection connection, TransferProgress progress)
{
    /// <summary>Sends the download's bytes as they are.</summary>
    public async Task SendAsync(ObjectDownload download, CancellationToken cancellationToken)
    {
        while (true)
        {
            using ReadLease lease = await download.ReadAsync(cancellationToken);
            if (lease.IsEnd)
            {
                break;
            }

            await SendAsync(lease.Memory, cancellationToken);
        }

        await connection.Stream.CompleteAsync(cancellationToken);
    }

    /// <summary>Sends TYPE A: LF becomes CRLF.</summary>
    public async Task SendTextAsync(ObjectDownload download, CancellationToken cancellationToken)
    {
        var text = new ArrayBufferWriter<byte>();
        while (true)
        {
            using ReadLease lease = await download.ReadAsync(cancellationToken);
            if (lease.IsEnd)
            {
                break;
            }

            text.ResetWrittenCount();
            LineEnds.ToNetwork(lease.Memory.Span, text);
            await SendAsync(text.WrittenMemory, cancellationToken);
        }

        await connection.Stream.CompleteAsync(cancellationToken);
    }

    /// <summary>Sends bytes.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        progress.BeginWait();
        try
        {
            await connection.Stream.SendAsync(default, bytes, cancellationToken);
        }
        finally
        {
            progress.EndWait();
        }

        progress.AddBytes(bytes.Length);
    }
}
