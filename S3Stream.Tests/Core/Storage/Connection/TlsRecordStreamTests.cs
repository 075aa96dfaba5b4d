using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using S3Stream.Storage.Connection;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

public sealed class TlsRecordStreamTests
{
    private const int Record = 16 * 1024 + 22;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_written_one_by_one_go_out_together()
    {
        var wire = new Wire();
        await using var stream = new TlsRecordStream(wire, ArrayPool<byte>.Shared);

        for (int number = 0; number < 15; number++)
        {
            await stream.WriteAsync(new byte[Record], Token);
        }

        Assert.Equal([7 * Record, 7 * Record], wire.Writes);
        await stream.FlushAsync(Token);
        await stream.FlushAsync(Token);
        Assert.Equal([7 * Record, 7 * Record, Record], wire.Writes);
    }

    [Property(MaxTest = 200)]
    public Property Whatever_is_written_and_flushed_arrives_as_it_is()
    {
        // 0 stands for a flush
        Gen<int> step = Gen.OneOf(Gen.Constant(0), Gen.Choose(1, 40_000), Gen.Choose(1, 2 * TlsRecordStream.WriteBuffer));
        return Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var wire = new Wire();
            using var stream = new TlsRecordStream(wire, ArrayPool<byte>.Shared);
            byte[] sent = new byte[steps.Sum()];
            new Random(steps.Count).NextBytes(sent);
            int position = 0;
            foreach (int count in steps)
            {
                Task done = count == 0 ? stream.FlushAsync() : stream.WriteAsync(sent.AsMemory(position, count)).AsTask();
                Assert.True(done.IsCompletedSuccessfully);
                position += count;
                Assert.InRange(position - wire.Sent.Length, 0, TlsRecordStream.WriteBuffer);
                Assert.True(count > 0 || wire.Sent.Length == position);
            }

            Assert.True(stream.FlushAsync().IsCompletedSuccessfully);
            Assert.Equal(sent, wire.Sent.ToArray());
        });
    }

    [Fact]
    public async Task Records_that_lie_ready_are_read_by_one_call()
    {
        byte[] bytes = new byte[40 * Record];
        Random.Shared.NextBytes(bytes);
        var wire = new Wire { Incoming = new MemoryStream(bytes) };
        await using var stream = new TlsRecordStream(wire, ArrayPool<byte>.Shared);

        byte[] read = new byte[bytes.Length];
        for (int position = 0; position < read.Length;)
        {
            int count = await stream.ReadAsync(read.AsMemory(position, Math.Min(Record, read.Length - position)), Token);
            Assert.InRange(count, 1, Record);
            position += count;
        }

        Assert.Equal(bytes, read);
        Assert.Equal((bytes.Length + TlsRecordStream.ReadBuffer - 1) / TlsRecordStream.ReadBuffer, wire.Reads);
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Token));
    }

    [Fact]
    public async Task An_idle_connection_waits_for_its_first_byte_without_a_buffer()
    {
        var wire = new Wire { Incoming = new MemoryStream(new byte[10]) };
        await using var stream = new TlsRecordStream(wire, ArrayPool<byte>.Shared);

        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, Token));
        Assert.Equal(0, wire.MaxRead);
        Assert.Equal(4, await stream.ReadAsync(new byte[4], Token));
        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, Token));
        Assert.Equal(6, await stream.ReadAsync(new byte[8], Token));
        Assert.Equal(2, wire.Reads);
    }

    [Fact]
    public async Task A_write_above_TLS_ends_with_all_its_records_sent()
    {
        var wire = new Wire();
        await using var stream = new TlsWriteStream(new TlsRecordStream(wire, ArrayPool<byte>.Shared));

        await stream.WriteAsync(new byte[10], Token);
        await stream.WriteAsync(new byte[20], Token);

        Assert.Equal([10, 20], wire.Writes);
    }

    [Fact]
    public async Task Reads_and_writes_that_do_not_wait_keep_the_order()
    {
        // the SDK reads documents so, after their head was read the other way
        var wire = new Wire { Incoming = new MemoryStream([1, 2, 3, 4, 5]) };
        await using var stream = new TlsRecordStream(wire, ArrayPool<byte>.Shared);
        byte[] read = new byte[5];

        Assert.Equal(2, await stream.ReadAsync(read.AsMemory(0, 2), Token));
        Assert.Equal(3, stream.Read(read, 2, 3));
        Assert.Equal(0, stream.Read(new byte[1], 0, 1));
        await stream.WriteAsync(new byte[] { 1, 2 }, Token);
        stream.Write([3, 4], 0, 2);

        Assert.Equal([1, 2, 3, 4, 5], read);
        Assert.Equal([1, 2, 3, 4], wire.Sent.ToArray());
    }

    [Fact]
    public async Task A_failed_send_is_the_writers_failure()
    {
        var wire = new Wire { Failure = new IOException("cut") };
        await using var stream = new TlsRecordStream(wire, ArrayPool<byte>.Shared);

        await stream.WriteAsync(new byte[10], Token);

        await Assert.ThrowsAsync<IOException>(() => stream.FlushAsync(Token));
        await Assert.ThrowsAsync<IOException>(() => stream.WriteAsync(new byte[TlsRecordStream.WriteBuffer], Token).AsTask());
    }

    private sealed class Wire : MemoryStream
    {
        public List<int> Writes { get; } = [];

        public MemoryStream Sent { get; } = new();

        public MemoryStream Incoming { get; init; } = new();

        public IOException? Failure { get; init; }

        public int Reads { get; private set; }

        public int MaxRead { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reads++;
            MaxRead = Math.Max(MaxRead, buffer.Length);
            return Incoming.ReadAsync(buffer, cancellationToken);
        }

        public override int Read(Span<byte> buffer) => Incoming.Read(buffer);

        public override void Write(ReadOnlySpan<byte> buffer) => Sent.Write(buffer);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Failure is not null)
            {
                return ValueTask.FromException(Failure);
            }

            Writes.Add(buffer.Length);
            return Sent.WriteAsync(buffer, cancellationToken);
        }
    }
}
