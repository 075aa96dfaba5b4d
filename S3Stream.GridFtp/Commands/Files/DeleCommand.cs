using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>DELE: deletes an object. S3 reports success for a missing one, so the object is looked up first.</summary>
internal sealed class DeleCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = context.PathOf(line.Argument);
        await PathLookup.GetObjectAsync(context.User.ClientFor(path, PathAccess.Write), path, cancellationToken);
        await context.User.ClientFor(path, PathAccess.Write).Catalog.DeleteAsync(path.Address, cancellationToken);
        context.State.Emptied.Removed(path);
        return Replies.Ok;
    }
}
