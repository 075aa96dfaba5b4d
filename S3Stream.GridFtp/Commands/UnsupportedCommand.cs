using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// A verb clients send that S3 gives no meaning to: an honest refusal instead of a success that did nothing. Not shown by HELP.
/// </summary>
internal sealed class UnsupportedCommand(string reason) : FtpCommand
{
    private readonly Reply _reply = GlobusError.NotSupported(reason);

    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken) =>
        Task.FromResult(_reply);
}
