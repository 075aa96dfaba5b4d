namespace S3Stream.Benchmarks.NullServer;

/// <summary>How a <see cref="NullS3Server"/> behaves. Immutable.</summary>
internal sealed record NullServerOptions
{
    /// <summary>The loopback port to listen on; 0 takes any.</summary>
    public int Port { get; init; }

    /// <summary>Speak TLS, with a certificate made at the start for <c>localhost</c> and <c>127.0.0.1</c>.</summary>
    public bool Tls { get; init; }

    /// <summary>Time added before each answer.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Most body bytes per second of one connection, in either direction; 0: no limit.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>ETags of uploads are MD5s: those of as many bytes of <see cref="UploadPattern"/>.</summary>
    public bool TellsMd5 { get; init; }

    /// <summary>Every so many requests that carry object bytes are answered with 503 SlowDown; 0: never.</summary>
    public int FailEvery { get; init; }
}
