using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>MLSC: MLSD over the control channel. Long directories come in 150 replies of bounded size before the final 250.</summary>
internal sealed class MlscCommand : FtpCommand
{
    private const int LinesPerReply = 1_000;

    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = Listings.Target(context, line.Argument);
        PathEntry directory = await PathLookup.GetDirectoryAsync(context.User.ClientFor(path, PathAccess.List), path, cancellationToken);
        var lines = new List<string>();
        await foreach (string entry in MlsdCommand.LinesAsync(context, directory, cancellationToken))
        {
            if (lines.Count == LinesPerReply)
            {
                await context.Replies.WriteAsync(Reply.Listing(150, $"Contents of {path}", lines, "More follows."), cancellationToken);
                lines.Clear();
            }

            lines.Add(entry);
        }

        return Reply.Listing(250, $"Contents of {path}", lines, "End.");
    }
}
