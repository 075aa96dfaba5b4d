using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Transfers;

/// <summary>What a transfer may touch: the session and its data channel.</summary>
internal abstract class TransferContext : SessionContext
{
    public required DataChannel DataChannel { get; init; }
}
