using System.Buffers;
using BenchmarkDotNet.Attributes;
using S3Stream.Integrity;

namespace S3Stream.Benchmarks.Micro;

/// <summary>What integrity costs: the checksum of a part of 16 MiB, and joining the values of two parts without their bytes.</summary>
public class ChecksumBenchmarks
{
    private const int PartSize = 16 * 1024 * 1024;
    private readonly byte[] _part = new byte[PartSize];
    private ChecksumSet _first;

    [Params(ObjectChecksums.Crc64Nvme, ObjectChecksums.Crc32, ObjectChecksums.Crc32C, ObjectChecksums.Adler32)]
    public ObjectChecksums Algorithm { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        new Random(1).NextBytes(_part);
        _first = PartChecksum.Compute(new ReadOnlySequence<byte>(_part), Algorithm);
    }

    [Benchmark]
    public long OfOnePart() => PartChecksum.Compute(new ReadOnlySequence<byte>(_part), Algorithm).Length;

    [Benchmark]
    public long CombineTwoParts() => ChecksumCombiner.Combine(_first, _first).Length;
}
