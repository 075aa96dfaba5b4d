using System.Net;
using Microsoft.Extensions.Logging.Abstractions;

namespace S3Stream;

/// <summary>Settings of an <see cref="EmbeddedStore"/>. Immutable.</summary>
public sealed record EmbeddedStoreOptions
{
    /// <summary>
    /// The directory that holds everything. It is created if missing, and refused if it holds anything but a store. <see langword="null"/>
    /// (the default): a temporary directory, which is removed when the store is disposed.
    /// </summary>
    public string? Directory { get; init; }

    /// <summary>Where the store listens. Default: loopback, on a port that the system chooses.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>
    /// The access key of the store's one account. <see langword="null"/> (the default): the one in <see cref="Directory"/>, made at its
    /// first start. Set together with <see cref="SecretKey"/> or not at all.
    /// </summary>
    public string? AccessKey { get; init; }

    /// <summary>The secret key of the store's one account. See <see cref="AccessKey"/>.</summary>
    public string? SecretKey { get; init; }

    /// <summary>
    /// The region of buckets that are made without one. Requests may be signed for any region: the store is one place. Default: us-east-1.
    /// </summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Buckets to make at the start, if they are not there. Default: none.</summary>
    public IReadOnlyCollection<string> Buckets { get; init; } = [];

    /// <summary>
    /// Flush each body, record and directory entry to the disk before the request is answered. Without it a completed object survives the
    /// end of the process but not a power cut. Default: <see langword="true"/>. A temporary directory is never flushed.
    /// </summary>
    public bool FlushToDisk { get; init; } = true;

    /// <summary>Flushes a directory; replaced by tests.</summary>
    internal Action<string> DirectoryFlush { get; init; } = Embedded.DirectoryFlush.Run;

    /// <summary>Told the path of each file that was flushed; for tests.</summary>
    internal Action<string>? FileFlushed { get; init; }

    /// <summary>Where log entries go, under the category <c>S3Stream.EmbeddedStore</c>. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock that signatures are checked against and that dates objects. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Keeps the secret out of logs.</summary>
    /// <returns>The directory and the address.</returns>
    public override string ToString() => $"{Directory ?? "(temporary)"} on {Listen}";
}
