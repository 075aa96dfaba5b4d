using BenchmarkDotNet.Attributes;
using S3Stream.GridFtp.Data;

namespace S3Stream.Benchmarks.Micro;

/// <summary>The 17 bytes in front of every MODE E block.</summary>
public class BlockHeaderBenchmarks
{
    private readonly byte[] _wire = new byte[17];

    [GlobalSetup]
    public void SetUp() => ExtendedBlockHeader.Data(123_456_789_012, 1024 * 1024).Write(_wire);

    [Benchmark]
    public ulong Parse() => ExtendedBlockHeader.Parse(_wire).Offset;

    [Benchmark]
    public byte Write()
    {
        ExtendedBlockHeader.Data(_wire[16], 1024 * 1024).Write(_wire);
        return _wire[16];
    }
}
