using S3Stream.Benchmarks.Processes;

namespace S3Stream.Benchmarks.Workers;

/// <summary>What a worker works on. Immutable.</summary>
internal sealed record WorkerSettings
{
    /// <summary>The S3 server.</summary>
    public required StoreAccess Store { get; init; }

    /// <summary>Bytes moved in one run, a multiple of the part size.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes of a part and of a range.</summary>
    public int PartSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>Requests in flight.</summary>
    public int Requests { get; init; } = 4;

    /// <summary>Memory budget of the library: the parts in flight, and as many being filled.</summary>
    public long Budget { get; init; } = 128L * 1024 * 1024;

    /// <summary>A folder in memory for files.</summary>
    public required string Folder { get; init; }
}
