using System.Buffers;
using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Data;

/// <summary>Sends one MODE S transfer: bytes in order, then the end of the connection. Used once.</summary>
internal sealed class StreamSender(DataConnection connection, TransferTally progress)
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
        byte[] text = ArrayPool<byte>.Shared.Rent(LineEnds.NetworkBound(LineEnds.PieceSize));
        try
        {
            while (true)
            {
                using ReadLease lease = await download.ReadAsync(cancellationToken);
                if (lease.IsEnd)
                {
                    break;
                }

                for (ReadOnlyMemory<byte> left = lease.Memory; !left.IsEmpty;)
                {
                    ReadOnlyMemory<byte> piece = left[..Math.Min(left.Length, LineEnds.PieceSize)];
                    int length = LineEnds.ToNetwork(piece.Span, text);
                    await SendAsync(text.AsMemory(0, length), cancellationToken);
                    left = left[piece.Length..];
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
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
