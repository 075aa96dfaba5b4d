using System.Globalization;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>SIZE: bytes of an object, whatever the TYPE; 0 for a directory.</summary>
internal sealed class SizeCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = context.PathOf(line.Argument);
        PathEntry entry = await PathLookup.GetAsync(context.User.ClientFor(path, PathAccess.List), path, cancellationToken);
        return Reply.Of(213, entry.Length.ToString(CultureInfo.InvariantCulture));
    }
}
