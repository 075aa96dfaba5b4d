using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Data;

/// <summary>A connection that may be the one of a MODE S transfer, and what became of it.</summary>
/// <param name="Pending">The connection as it came.</param>
/// <param name="WasClosed">The peer had closed it before the transfer began.</param>
internal sealed record StreamCandidate(PendingConnection Pending, bool WasClosed)
{
    /// <summary>The proven connection; <see langword="null"/>: it ended without a byte, or failed (<see cref="Failure"/>).</summary>
    public DataConnection? Connection { get; set; }

    /// <summary>Its handshake failed.</summary>
    public FtpException? Failure { get; set; }
}
