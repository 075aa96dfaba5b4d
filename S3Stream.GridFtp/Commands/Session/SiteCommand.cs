using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>SITE: runs the command that stands behind it, by the same table and the same rules.</summary>
internal sealed class SiteCommand : FtpCommand
{
    private static readonly Reply Unknown = Reply.Of(500, "Invalid command.");

    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        CommandLine inner = CommandLine.Parse(line.Argument);
        CommandRow? row = context.Commands.FindBelowSite(inner.Verb);
        if (row is null && context.State.Phase == SessionPhase.LoggedIn)
        {
            return Unknown;
        }

        return CommandSet.Refuse(row, inner, context.State) ?? await row!.Handler.ExecuteAsync(context, inner, cancellationToken);
    }
}
