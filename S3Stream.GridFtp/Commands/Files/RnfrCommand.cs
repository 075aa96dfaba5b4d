using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>RNFR: names the source of the next RNTO.</summary>
internal sealed class RnfrCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = context.PathOf(line.Argument);
        if (path.IsRoot || path.IsBucket)
        {
            throw new FtpException(GlobusError.NotSupported("S3 cannot rename buckets"));
        }

        await PathLookup.GetAsync(context.User.ClientFor(path, PathAccess.Write), path, cancellationToken);
        context.State.RenameFrom = path;
        return Reply.Of(350, "OK. Send RNTO with destination name.");
    }
}
