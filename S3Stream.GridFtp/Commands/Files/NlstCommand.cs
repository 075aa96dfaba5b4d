using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>NLST: bare names, over the data channel.</summary>
internal sealed class NlstCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = Listings.Target(context, ListCommand.WithoutOptions(line.Argument));
        PathEntry entry = await PathLookup.GetAsync(context.User.ClientFor(path, PathAccess.List), path, cancellationToken);
        return await ListTransfer.RunAsync(context, path, NamesAsync(context, entry, cancellationToken), cancellationToken);
    }

    private static async IAsyncEnumerable<string> NamesAsync(
        CommandContext context, PathEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!entry.IsDirectory)
        {
            yield return entry.Path.Name;
            yield break;
        }

        await foreach (PathEntry child in DirectoryListing.ChildrenAsync(context, entry.Path, cancellationToken))
        {
            yield return child.Path.Name;
        }
    }
}
