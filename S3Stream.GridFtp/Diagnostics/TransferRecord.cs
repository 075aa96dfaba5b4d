using System.Net;
using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Diagnostics;

/// <summary>One transfer that has ended, for the transfer logs. Immutable.</summary>
internal sealed record TransferRecord
{
    public required DateTimeOffset Start { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>RETR, ERET, STOR, APPE, ESTO or LIST.</summary>
    public required string Verb { get; init; }

    public required TransferDirection Direction { get; init; }

    public required VirtualPath Path { get; init; }

    /// <summary>The session's number in the server's log.</summary>
    public required long Session { get; init; }

    public required string User { get; init; }

    /// <summary>The distinguished name that the user proved, or <see langword="null"/>.</summary>
    public string? Subject { get; init; }

    /// <summary>The reply's code: 226, or that of the failure.</summary>
    public required int Code { get; init; }

    /// <summary>What failed, or <see langword="null"/>.</summary>
    public string? Failure { get; init; }

    /// <summary>150 or 125 was sent: the reference server's log has only such transfers.</summary>
    public required bool HasBegun { get; init; }

    public required long Bytes { get; init; }

    public required int Streams { get; init; }

    /// <summary>S or E.</summary>
    public required char Mode { get; init; }

    /// <summary>SBUF in bytes, 0 for the system's.</summary>
    public required int SocketBuffer { get; init; }

    /// <summary>Bytes.</summary>
    public required int BlockSize { get; init; }

    /// <summary>The control connection's peer.</summary>
    public required IPEndPoint Client { get; init; }

    /// <summary>The first data connection's peer, or <see langword="null"/> when there was none.</summary>
    public IPAddress? DataPeer { get; init; }

    public string? TaskId { get; init; }

    public TransferCounts Counts { get; init; }

    /// <summary>The stored object's, or <see langword="null"/>.</summary>
    public StoredObject? Stored { get; init; }
}
