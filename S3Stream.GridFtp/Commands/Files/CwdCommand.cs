using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>CWD: changes to an existing directory.</summary>
internal sealed class CwdCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = context.PathOf(line.Argument);
        await PathLookup.GetDirectoryAsync(context.User.ClientFor(path, PathAccess.List), path, cancellationToken);
        context.State.Directory = path;
        return Reply.Of(250, "CWD command successful.");
    }
}
