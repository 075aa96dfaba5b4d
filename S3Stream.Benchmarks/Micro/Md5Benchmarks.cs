using System.Buffers;
using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using S3Stream.Integrity;

namespace S3Stream.Benchmarks.Micro;

/// <summary>The MD5s of parts of 4 MiB, one or several at once: one after the other by the platform, and side by side.</summary>
public class Md5Benchmarks
{
    private const int PartSize = 4 * 1024 * 1024;
    private readonly Md5Batch _batch = new(Md5Kernel.Chosen);
    private byte[][] _parts = [];

    [Params(1, 8, 16)]
    public int Parts { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _parts = [.. Enumerable.Range(0, Parts).Select(_ => new byte[PartSize])];
        foreach (byte[] part in _parts)
        {
            Random.Shared.NextBytes(part);
        }
    }

    [Benchmark(Baseline = true)]
    public int Platform() => _parts.Sum(part => MD5.HashData(part)[0]);

    [Benchmark]
    public int SideBySide()
    {
        int sum = 0;
        foreach (byte[][] parts in _parts.Chunk(Md5Kernel.Chosen[^1].Lanes))
        {
            Md5Message[] messages = [.. parts.Select(Begin)];
            while (!messages[0].Next().IsEmpty)
            {
                _batch.Step(messages); // of one length: they end together
            }

            sum += messages.Sum(message => message.Finish()[0]);
        }

        return sum;
    }

    private static Md5Message Begin(byte[] part)
    {
        var message = new Md5Message();
        message.Append(new ReadOnlySequence<byte>(part));
        return message;
    }
}
