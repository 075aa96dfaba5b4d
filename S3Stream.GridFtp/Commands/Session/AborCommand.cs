using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// ABOR: the session cancelled what ran, and what waited, when it read the line; this is the second of the two replies (RFC 959 4.1.3).
/// </summary>
internal sealed class AborCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        await context.DataChannel.DropAsync();
        return Reply.Of(226, "Abort successful");
    }
}
