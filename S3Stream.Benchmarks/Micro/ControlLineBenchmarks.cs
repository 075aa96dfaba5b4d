using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using S3Stream.GridFtp.Control;

namespace S3Stream.Benchmarks.Micro;

/// <summary>One command of a control connection: its line read from bytes that have come, and cut into verb and argument.</summary>
public class ControlLineBenchmarks
{
    private static readonly byte[] Line = "RETR /bucket/some/folder/with/a/file-0001.dat\r\n"u8.ToArray();
    private readonly Pipe _pipe = new();

    [Benchmark]
    public async Task<int> ReadAndParse()
    {
        await _pipe.Writer.WriteAsync(Line);
        string? line = await CommandLineReader.ReadLineAsync(_pipe.Reader, CancellationToken.None);
        return GridFtp.Protocol.CommandLine.Parse(line!).Argument.Length;
    }
}
