using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Transfers;

/// <summary>The session as transfers see it, with its data channel.</summary>
internal abstract class TransferContext : SessionContext
{
    public required DataChannel DataChannel { get; init; }
}
