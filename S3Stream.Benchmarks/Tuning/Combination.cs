namespace S3Stream.Benchmarks.Tuning;

/// <summary>One point of the search: what is set while a measurement runs. Immutable.</summary>
/// <param name="Requests">S3 requests with object bytes in flight.</param>
/// <param name="PartSize">Bytes of a part.</param>
/// <param name="Threads">Worker threads kept ready.</param>
/// <param name="Streams">Data connections of the GridFTP client; 0 where none takes part.</param>
internal sealed record Combination(int Requests, int PartSize, int Threads, int Streams = 0)
{
    public const int MiB = 1024 * 1024;

    public override string ToString() => Streams > 0
        ? $"{Streams} streams, {Requests} requests, parts of {PartSize / MiB} MiB, {Threads} threads"
        : $"{Requests} requests, parts of {PartSize / MiB} MiB, {Threads} threads";
}
