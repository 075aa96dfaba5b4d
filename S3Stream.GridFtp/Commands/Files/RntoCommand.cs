using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// RNTO: copies inside S3 and then deletes the source, which survives any failure. An object replaces an object, as in POSIX.
/// </summary>
internal sealed class RntoCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        if (context.State.RenameFrom is not { } source)
        {
            return Reply.Of(503, "Send RNFR first.");
        }

        context.State.RenameFrom = null;
        VirtualPath destination = context.PathOf(line.Argument);
        if (destination.IsRoot || destination.IsBucket)
        {
            throw new FtpException(GlobusError.IsADirectory($"{destination} cannot be replaced"));
        }

        if (source == destination)
        {
            return Replies.Ok;
        }

        // what is renamed may be a directory
        S3StreamClient client = context.User.ClientFor(source, PathAccess.Write, tree: true);
        if (client != context.User.ClientFor(destination, PathAccess.Write, tree: true))
        {
            throw new FtpException(GlobusError.NotSupported($"{source} and {destination} belong to different S3 credentials"));
        }

        PathEntry entry = await PathLookup.GetAsync(client, source, cancellationToken);
        PathEntry? target = await PathLookup.FindAsync(client, destination, cancellationToken);
        if (entry.IsDirectory)
        {
            await RenameDirectoryAsync(context, client, source, destination, target, cancellationToken);
        }
        else if (target is { IsDirectory: true })
        {
            throw new FtpException(GlobusError.IsADirectory($"{destination} is a directory"));
        }
        else
        {
            await client.Catalog.CopyAsync(source.Address, destination.Address, cancellationToken);
            await client.Catalog.DeleteAsync(source.Address, cancellationToken);
        }

        context.State.Emptied.Removed(source);
        return Replies.Ok;
    }

    private static Task RenameDirectoryAsync(
        CommandContext context, S3StreamClient client, VirtualPath source, VirtualPath destination, PathEntry? target,
            CancellationToken cancellationToken)
    {
        if (source.Contains(destination))
        {
            throw new FtpException(GlobusError.InvalidName($"{destination} lies inside {source}"));
        }

        if (target is not null)
        {
            throw new FtpException(GlobusError.Exists($"{destination} exists already"));
        }

        return new PrefixRename(client.Catalog, source, destination, context.Logger).RunAsync(cancellationToken);
    }
}
