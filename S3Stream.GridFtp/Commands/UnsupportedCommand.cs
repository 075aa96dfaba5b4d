using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// A verb clients send that S3 gives no meaning to: an honest refusal instead of a success that did nothing. Not shown by HELP.
/// </summary>
internal sealed class UnsupportedCommand(Reply reply) : FtpCommand
{
    public UnsupportedCommand(string reason)
        : this(GlobusError.NotSupported(reason))
    {
    }

    /// <summary>For the verbs of RFC 959 itself, which has a code for what a server leaves out.</summary>
    public static UnsupportedCommand Unimplemented(string reason) => new(Reply.Of(502, $"Command not implemented: {reason}."));

    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken) =>
        Task.FromResult(reply);
}
