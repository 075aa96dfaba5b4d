using System.Buffers;
using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// Receives the blocks of one MODE E connection straight into part memory. Reads one header ahead at most: a block that is too far ahead
/// parks here in <see cref="UploadWriter.AcquireAsync"/>, and TCP makes the sender wait. Every connection's next header is read, so the one
/// that holds the lowest missing byte always goes on. Used once.
/// </summary>
internal sealed class BlockReceiver(
    DataConnection connection,
    bool isProven,
    UploadWriter writer,
    UploadTarget target,
    EndOfDataCounter counter,
    TransferTally progress)
{
    private const int DiscardSize = 64 * 1024;

    private readonly byte[] _header = connection.Header;

    /// <summary>Receives until the end of data, or until <paramref name="over"/> says that nothing more is awaited.</summary>
    /// <exception cref="FtpException">426: the connection was lost or broke the rules.</exception>
    /// <exception cref="S3StreamException">The upload failed.</exception>
    public async Task<ReceiverEnd> RunAsync(CancellationToken over, CancellationToken cancellationToken)
    {
        bool isFirst = true;
        int ahead = 0; // bytes of the next header that came with the last payload
        while (true)
        {
            int read = await ReadHeaderAsync(ahead, isFirst, over, cancellationToken);
            if (read < ExtendedBlockHeader.Size)
            {
                return EndAtBoundary(read, isFirst, over.IsCancellationRequested);
            }

            isFirst = false;
            ExtendedBlockHeader header = ExtendedBlockHeader.Parse(_header);
            if (header.NotUnderstood is not BlockDescriptors.None and var bits)
            {
                throw DataFailure.Protocol(
                    $"a block has the descriptor bits 0x{(int)bits:x2}, which this server does not support (0x10: restart marker, 0x20: "
                        + "suspected "
                        + "errors; the others are undefined).");
            }

            ahead = header.PayloadLength > 0 ? await ReceivePayloadAsync(header, cancellationToken) : 0;
            if (header.IsEndOfFile)
            {
                counter.Announce(header.Offset);
            }

            if (header.IsEndOfData)
            {
                counter.CountEndOfData();
            }

            if (header.IsEndOfData || header.IsClose)
            {
                return header.IsClose ? ReceiverEnd.Closed : ReceiverEnd.EndOfData;
            }
        }
    }

    /// <summary>
    /// The connection gave no header. Between transfers, or before its first block, that is the peer's right; later it is a loss.
    /// </summary>
    private ReceiverEnd EndAtBoundary(int read, bool isFirst, bool isOver)
    {
        if (isFirst && read == 0 && isOver)
        {
            return ReceiverEnd.Unused;
        }

        if (isFirst && read == 0 && connection.IsReused)
        {
            return ReceiverEnd.Closed;
        }

        if (isFirst && read == 0 && !isProven)
        {
            return ReceiverEnd.Stray;
        }

        throw isOver
            ? DataFailure.Protocol($"{connection.Remote} still sends after the announced number of EOD descriptors.")
            : DataFailure.Lost($"{connection.Remote} closed before its EOD.");
    }

    /// <summary>
    /// Completes the header that starts with <paramref name="have"/> bytes. Fewer than its size: the peer closed, or the transfer is over.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadHeaderAsync(int have, bool isFirst, CancellationToken over, CancellationToken cancellationToken)
    {
        while (have < ExtendedBlockHeader.Size)
        {
            progress.BeginWait();
            try
            {
                int count = await connection.Stream.ReceiveAsync(_header.AsMemory(have), over);
                if (count == 0)
                {
                    return have == 0 ? 0 : throw DataFailure.Lost($"{connection.Remote} closed inside a block header.");
                }

                have += count;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return have;
            }
            catch (IOException) when (isFirst && have == 0 && !isProven)
            {
                return 0; // reset before its first byte
            }
            finally
            {
                progress.EndWait();
            }
        }

        return have;
    }

    /// <summary>Receives the payload, and with its last bytes what there is of the next header. Returns how much of that.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceivePayloadAsync(ExtendedBlockHeader header, CancellationToken cancellationToken)
    {
        target.Check(header);
        long position = target.Base + (long)header.Offset;
        long left = (long)header.PayloadLength;
        bool hasNext = !header.IsEndOfData && !header.IsClose;
        int ahead = 0;
        while (left > 0)
        {
            long held = target.HeldFrom(position, left);
            int done;
            if (held > 0)
            {
                done = await DiscardAsync(held, cancellationToken);
            }
            else
            {
                int wanted = (int)Math.Min(target.WantedFrom(position, left), int.MaxValue);
                Memory<byte> memory = await writer.AcquireAsync(position, wanted, cancellationToken);
                done = memory.Length;
                ahead = await FillAsync(memory, hasNext && done == left, cancellationToken);
                writer.Commit(done);
            }

            position += done;
            left -= done;
        }

        progress.Reach((long)header.Offset + (long)header.PayloadLength);
        return ahead;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> FillAsync(Memory<byte> memory, bool readAhead, CancellationToken cancellationToken)
    {
        int filled = 0;
        while (filled < memory.Length)
        {
            progress.BeginWait();
            int count;
            try
            {
                // one receive for the payload's tail and the next header: half the system calls with blocks of one receive's size
                count = readAhead
                    ? await connection.Stream.ReceiveAsync(memory[filled..], _header, cancellationToken)
                    : await connection.Stream.ReceiveAsync(memory[filled..], cancellationToken);
            }
            finally
            {
                progress.EndWait();
            }

            if (count == 0)
            {
                throw DataFailure.Lost($"{connection.Remote} closed inside a block.");
            }

            progress.AddBytes(Math.Min(count, memory.Length - filled));
            filled += count;
        }

        return filled - memory.Length;
    }

    /// <summary>Receives bytes that S3 holds already, and drops them.</summary>
    private async Task<int> DiscardAsync(long length, CancellationToken cancellationToken)
    {
        byte[] scratch = ArrayPool<byte>.Shared.Rent(DiscardSize);
        try
        {
            int size = (int)Math.Min(length, DiscardSize);
            await FillAsync(scratch.AsMemory(0, size), readAhead: false, cancellationToken);
            return size;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
