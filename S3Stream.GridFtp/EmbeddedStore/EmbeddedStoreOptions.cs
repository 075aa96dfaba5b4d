using System.Net;

namespace S3Stream.GridFtp.EmbeddedStore;

/// <summary>Settings of the embedded S3 store.</summary>
internal sealed record EmbeddedStoreOptions
{
    /// <summary>Where everything is kept: made if missing, refused if it holds anything else.</summary>
    public required string Directory { get; init; }

    /// <summary>Where the store listens. Default: loopback, a port the system chooses.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>
    /// Flush each body and record to the disk before it is answered for. Without it a completed object survives the end of the process
    /// but not a power cut.
    /// </summary>
    public bool FlushToDisk { get; init; } = true;

    /// <summary>The clock signatures are checked against.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
