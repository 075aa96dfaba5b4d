using System.Buffers;
using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// Receives one MODE S transfer: bytes in order until the peer closes, straight into part memory. Used once. The end of the connection is
/// the only end of file there is; a declared size is what tells a whole file from a dead sender, and is checked when the upload completes.
/// </summary>
internal sealed class StreamReceiver(DataConnection connection, UploadWriter writer, UploadTarget target, TransferTally progress)
{
    private const int PieceSize = 1024 * 1024;
    private const int DiscardSize = 64 * 1024;

    /// <summary>Receives the bytes as they are.</summary>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        long received = 0;
        while (true)
        {
            int count = await ReceivePieceAsync(received, cancellationToken);
            if (count == 0)
            {
                return;
            }

            received += count;
            progress.AddBytes(count);
            progress.Reach(received);
        }
    }

    /// <summary>Receives TYPE A: CRLF becomes LF.</summary>
    public async Task ReceiveTextAsync(CancellationToken cancellationToken)
    {
        byte[] source = ArrayPool<byte>.Shared.Rent(LineEnds.PieceSize);
        byte[] text = ArrayPool<byte>.Shared.Rent(LineEnds.LocalBound(source.Length));
        try
        {
            var lineEnds = new LineEnds();
            long stored = 0;
            int count;
            do
            {
                count = await ReceiveAsync(source, cancellationToken);
                progress.AddBytes(count);
                int length = count > 0 ? lineEnds.ToLocal(source.AsSpan(0, count), text) : lineEnds.EndLocal(text);
                await WriteAsync(target.Base + stored, text.AsMemory(0, length), cancellationToken);
                stored += length;
                progress.Reach(stored);
            }
            while (count > 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(source);
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private async ValueTask<int> ReceivePieceAsync(long received, CancellationToken cancellationToken)
    {
        long position = target.Base + received;
        long room = Math.Min(target.Limit - received, PieceSize);
        if (room <= 0)
        {
            return await ExpectEndAsync(cancellationToken);
        }

        long held = target.HeldFrom(position, room);
        if (held > 0)
        {
            return await DiscardAsync((int)held, cancellationToken);
        }

        Memory<byte> memory = await writer.AcquireAsync(position, (int)target.WantedFrom(position, room), cancellationToken);
        int count = await ReceiveAsync(memory, cancellationToken);
        writer.Commit(count);
        return count;
    }

    /// <summary>All declared bytes are there: the connection must end now.</summary>
    private async ValueTask<int> ExpectEndAsync(CancellationToken cancellationToken) =>
        await ReceiveAsync(connection.Header.AsMemory(0, 1), cancellationToken) == 0
            ? 0
            : throw DataFailure.Lost($"more than {target.Limit} bytes came: that is the size declared by ALLO, or the largest object "
                + "that S3 can hold.");

    /// <summary>Receives bytes that S3 holds already, and drops them.</summary>
    private async ValueTask<int> DiscardAsync(int length, CancellationToken cancellationToken)
    {
        byte[] scratch = ArrayPool<byte>.Shared.Rent(DiscardSize);
        try
        {
            return await ReceiveAsync(scratch.AsMemory(0, Math.Min(length, DiscardSize)), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> memory, CancellationToken cancellationToken)
    {
        progress.BeginWait();
        try
        {
            return await connection.Stream.ReceiveAsync(memory, cancellationToken);
        }
        finally
        {
            progress.EndWait();
        }
    }

    private async ValueTask WriteAsync(long position, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        while (!text.IsEmpty)
        {
            Memory<byte> memory = await writer.AcquireAsync(position, text.Length, cancellationToken);
            text.Span[..memory.Length].CopyTo(memory.Span); // copy: TYPE A changes the length, so bytes cannot be received in place
            writer.Commit(memory.Length);
            position += memory.Length;
            text = text[memory.Length..];
        }
    }
}
