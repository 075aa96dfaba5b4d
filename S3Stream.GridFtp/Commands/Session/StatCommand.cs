using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>STAT: the session's state; with a path, what LIST would show, over the control channel.</summary>
internal sealed class StatCommand : FtpCommand
{
    /// <summary>A reply is held in memory; longer directories are for LIST and MLSD.</summary>
    private const int MaxLines = 10_000;

    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        if (!line.HasArgument)
        {
            return Status(context);
        }

        VirtualPath path = context.PathOf(ListCommand.WithoutOptions(line.Argument));
        var lines = new List<string>();
        await foreach (string entry in ListCommand.LinesAsync(context, path, cancellationToken))
        {
            if (lines.Count == MaxLines)
            {
                return GlobusError.NotSupported($"{path} has more than {MaxLines} entries: use LIST or MLSD");
            }

            lines.Add(entry);
        }

        return Reply.Listing(213, $"status of {path}", lines, "End.");
    }

    private static Reply Status(CommandContext context)
    {
        SessionState state = context.State;
        return Reply.Listing(
            212,
            "GridFTP server status.",
            [
                $"Version {ServerVersion.Text}, user {context.User.Name}, directory {state.Directory}",
                $"TYPE {(state.IsAscii ? 'A' : 'I')}, MODE {(state.IsExtendedBlockMode ? 'E' : 'S')}, STRU F, "
                    + $"DCAU {state.DataChannelAuthentication.Mode}, PROT {state.Protection}, parallelism {state.Parallelism}",
            ],
            "End.");
    }
}
