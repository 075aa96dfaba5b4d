using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// A verb that has no meaning on S3: it is refused with a reason instead of being answered with a success that did nothing. HELP does not
/// show it.
/// </summary>
internal sealed class UnsupportedCommand(Reply reply) : FtpCommand
{
    public UnsupportedCommand(string reason)
        : this(GlobusError.NotSupported(reason))
    {
    }

    /// <summary>For verbs of RFC 959 itself, which has a reply code for commands that a server does not implement.</summary>
    public static UnsupportedCommand Unimplemented(string reason) => new(Reply.Of(502, $"Command not implemented: {reason}."));

    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken) =>
        Task.FromResult(reply);
}
