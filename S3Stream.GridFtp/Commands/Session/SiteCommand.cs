using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>SITE: a table of its own, read the same way.</summary>
internal sealed class SiteCommand(CommandTable site) : FtpCommand
{
    private static readonly Reply Unknown = Reply.Of(500, "Invalid command.");

    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        CommandLine inner = CommandLine.Parse(line.Argument);
        if (site.Find(inner.Verb) is null && context.State.Phase == SessionPhase.LoggedIn)
        {
            return Unknown;
        }

        return site.Refuse(inner, context.State, out CommandRow? row) ?? await row!.Handler.ExecuteAsync(context, inner, cancellationToken);
    }
}
