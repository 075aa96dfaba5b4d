using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Data;

/// <summary>Sends blocks on one MODE E connection, header and payload in one gathered call. Used by one caller at a time.</summary>
internal sealed class BlockSender(DataConnection connection, TransferTally progress)
{
    /// <summary>
    /// Sends <paramref name="payload"/> as blocks of at most <paramref name="blockSize"/> bytes that start at <paramref name="offset"/> on
    /// the wire.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(long offset, ReadOnlyMemory<byte> payload, int blockSize, CancellationToken cancellationToken)
    {
        while (!payload.IsEmpty)
        {
            int size = Math.Min(payload.Length, blockSize);
            await SendBlockAsync(ExtendedBlockHeader.Data(offset, size), payload[..size], cancellationToken);
            offset += size;
            payload = payload[size..];
        }
    }

    /// <summary>Sends the end of data; on one connection of a transfer also the end of file with the number of its connections.</summary>
    public ValueTask EndAsync(int? announced, CancellationToken cancellationToken) =>
        SendBlockAsync(ExtendedBlockHeader.End(announced), default, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendBlockAsync(ExtendedBlockHeader header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        header.Write(connection.Header);
        progress.BeginWait();
        try
        {
            await connection.Stream.SendAsync(connection.Header, payload, cancellationToken);
        }
        finally
        {
            progress.EndWait();
        }

        progress.AddBytes(payload.Length);
    }
}
