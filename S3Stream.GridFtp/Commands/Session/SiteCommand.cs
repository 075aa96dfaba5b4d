using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// SITE with a name that the table does not have. The names that it has are rows of their own, <c>SITE NAME</c>, and run as such.
/// </summary>
internal sealed class SiteCommand : FtpCommand
{
    private static readonly Reply Unknown = Reply.Of(500, "Invalid command.");

    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken) =>
        Task.FromResult(
            context.State.Phase == SessionPhase.LoggedIn ? Unknown : CommandSet.Refuse(row: null, line, context.State) ?? Unknown);
}
