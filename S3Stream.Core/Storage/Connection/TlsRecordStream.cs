using System.Buffers;
using System.Net.Security;
using System.Runtime.CompilerServices;

namespace S3Stream.Storage.Connection;

/// <summary>
/// The connection below TLS. <see cref="SslStream"/> writes and reads records of 16 KiB one by one; here several are one system call,
/// which saves more than the copy costs. What is written stays here until it is flushed: a handshake flushes its messages,
/// <see cref="TlsWriteStream"/> the rest. Holds memory only while bytes are under way, at most <see cref="WriteBuffer"/> and
/// <see cref="ReadBuffer"/>, and only of encrypted bytes.
/// </summary>
internal sealed class TlsRecordStream(Stream connection, ArrayPool<byte> buffers) : ConnectionStream(connection)
{
    /// <summary>Bytes gathered for a write: seven records. Twice as many no longer stay in the nearer caches.</summary>
    public const int WriteBuffer = 128 * 1024;

    /// <summary>Bytes asked for by a read.</summary>
    public const int ReadBuffer = 256 * 1024;

    private byte[]? _written;
    private int _writtenCount;
    private byte[]? _received;
    private int _receivedStart;
    private int _receivedEnd;

    // The state of these is pooled: they wait thousands of times per GB.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_received is null)
        {
            // an empty read waits for the first byte, and that may take long
            if (buffer.IsEmpty)
            {
                return await Connection.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }

            byte[] received = buffers.Rent(ReadBuffer);
            Keep(received, await Connection.ReadAsync(received.AsMemory(0, ReadBuffer), cancellationToken).ConfigureAwait(false));
        }

        return Take(buffer.Span);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_received is null)
        {
            if (buffer.IsEmpty)
            {
                return Connection.Read(buffer);
            }

            byte[] received = buffers.Rent(ReadBuffer);
            Keep(received, Connection.Read(received.AsSpan(0, ReadBuffer)));
        }

        return Take(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length > WriteBuffer - _writtenCount)
        {
            return SendAndWriteAsync(buffer, cancellationToken);
        }

        // copy: the record's own memory is used for the next as soon as this returns
        _written ??= buffers.Rent(WriteBuffer);
        buffer.CopyTo(_written.AsMemory(_writtenCount));
        _writtenCount += buffer.Length;
        return ValueTask.CompletedTask;
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_written is { } written)
        {
            await Connection.WriteAsync(written.AsMemory(0, _writtenCount), cancellationToken).ConfigureAwait(false);
            Sent(written);
        }
    }

    /// <summary>At once, after what was gathered.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Flush();
        Connection.Write(buffer);
    }

    public override void Flush()
    {
        if (_written is { } written)
        {
            Connection.Write(written.AsSpan(0, _writtenCount));
            Sent(written);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAndWriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (buffer.Length > WriteBuffer)
        {
            await Connection.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            return;
        }

        await WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    // Not after a failure, which leaves the connection useless: the memory may still be read.
    private void Sent(byte[] written)
    {
        _written = null;
        _writtenCount = 0;
        buffers.Return(written);
    }

    private void Keep(byte[] received, int count) => (_received, _receivedStart, _receivedEnd) = (received, 0, count);

    private int Take(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _receivedEnd - _receivedStart);

        // copy: TLS wants the bytes in memory of its own, where it decrypts them
        _received.AsSpan(_receivedStart, count).CopyTo(buffer);
        _receivedStart += count;
        if (_receivedStart == _receivedEnd)
        {
            buffers.Return(_received!);
            _received = null;
        }

        return count;
    }
}
