using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>What a command may touch. One per session; commands run one at a time.</summary>
internal sealed class CommandContext : TransferContext
{
    /// <summary>How lines travel; for the commands that change it.</summary>
    public required IControlChannel Control { get; init; }
}
