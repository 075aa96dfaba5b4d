using System.Buffers;
using BenchmarkDotNet.Attributes;
using S3Stream.Memory;
using S3Stream.Storage.Bodies;

namespace S3Stream.Benchmarks.Micro;

/// <summary>Handing the memory of a part of 16 MiB to a connection: what the body costs beside the sending of its bytes.</summary>
public class PartBodyBenchmarks
{
    private const int PartSize = 16 * 1024 * 1024;
    private ReadOnlySequence<byte> _part;

    [GlobalSetup]
    public void SetUp()
    {
        var first = new SlabSequenceNode(new byte[SlabPool.SlabSize], 0);
        SlabSequenceNode last = first;
        for (int slab = 1; slab < PartSize / SlabPool.SlabSize; slab++)
        {
            last = last.Append(new byte[SlabPool.SlabSize]);
        }

        _part = new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    [Benchmark]
    public async Task<long> SendOnePart()
    {
        await using var body = new SequenceStream(_part, new WriteSize(TimeSpan.FromSeconds(30)), progress: null);
        await body.CopyToAsync(Stream.Null);
        return body.Position;
    }
}
