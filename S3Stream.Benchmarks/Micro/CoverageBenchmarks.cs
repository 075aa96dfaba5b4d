using BenchmarkDotNet.Attributes;

namespace S3Stream.Benchmarks.Micro;

/// <summary>Keeping the account of which bytes have come, for blocks in the order four streams deliver them.</summary>
public class CoverageBenchmarks
{
    private const int BlockSize = 256 * 1024;
    private const int Blocks = 1024;
    private Extent[] _blocks = [];

    [Params(false, true)]
    public bool Shuffled { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _blocks = [.. Enumerable.Range(0, Blocks).Select(index => new Extent((long)index * BlockSize, BlockSize))];
        if (Shuffled)
        {
            new Random(1).Shuffle(_blocks);
        }
    }

    [Benchmark(OperationsPerInvoke = Blocks)]
    public int AddABlock()
    {
        var set = new ExtentSet();
        foreach (Extent block in _blocks)
        {
            set.Add(block);
        }

        return set.Extents.Count;
    }
}
