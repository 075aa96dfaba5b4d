using S3Stream.GridFtp.Protocol;

namespace S3Stream.Tests.Fuzzing;

/// <summary>A data connection that gives the bytes of an input, in reads of at most a given size, and then its end.</summary>
internal sealed class WireBytes(byte[] wire, int maxRead) : IDataStream
{
    private int _position;

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int count = Math.Min(Math.Min(buffer.Length, maxRead), wire.Length - _position);
        wire.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return ValueTask.FromResult(count);
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> first, Memory<byte> second, CancellationToken cancellationToken)
    {
        int count = await ReceiveAsync(first, cancellationToken);
        return count < first.Length || second.IsEmpty || count == maxRead ? count : count + await ReceiveAsync(second, cancellationToken);
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing is sent to a sender.");

    public ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Abort() => _position = wire.Length;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
