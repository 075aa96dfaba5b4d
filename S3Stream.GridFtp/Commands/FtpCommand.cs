using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// One FTP verb: one sealed subclass in one file. Stateless, shared by all sessions. The argument is parsed at the top; the final reply is
/// returned; preliminary replies go to <see cref="Session.SessionContext.Replies"/>; failures are thrown as <see cref="FtpException"/>
/// (storage failures may be left to the session, which maps them by <see cref="FailureReason"/>).
/// </summary>
internal abstract class FtpCommand
{
    public abstract Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken);
}
