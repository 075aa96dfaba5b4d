using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>MLST: the facts of one path, over the control channel. The name is the full path.</summary>
internal sealed class MlstCommand : FtpCommand
{
    public static string Feature(CommandContext context) => MlsxFactNames.Feature(context.State.Facts);

    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = Listings.Target(context, line.Argument);
        PathEntry entry = await PathLookup.GetAsync(context.User.ClientFor(path, PathAccess.List), path, cancellationToken);
        return Reply.Listing(250, $"status of {path}", [Listings.Formatter(context).Facts(entry, context.State.Facts, path.Text)], "End.");
    }
}
