using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>SITE RDEL: deletes an object, or a directory with everything below it.</summary>
internal sealed class RecursiveDeleteCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = context.PathOf(line.Argument);
        if (path.IsRoot)
        {
            throw new FtpException(GlobusError.PermissionDenied("the root cannot be removed"));
        }

        S3StreamClient client = context.User.ClientFor(path, PathAccess.Write, tree: true);
        ObjectCatalog catalog = client.Catalog;
        PathEntry entry = await PathLookup.GetAsync(client, path, cancellationToken);
        if (!entry.IsDirectory)
        {
            await catalog.DeleteAsync(path.Address, cancellationToken);
        }
        else
        {
            IAsyncEnumerable<string> keys = catalog
                .ListAsync(path.Bucket, path.DirectoryPrefix, delimiter: null, cancellationToken: cancellationToken)
                .Select(found => found.Key);
            await DeletedKeys.DeleteAllAsync(catalog, path.Bucket, keys, context.Logger, cancellationToken);
        }

        if (path.IsBucket)
        {
            await catalog.DeleteBucketAsync(path.Bucket, cancellationToken);
        }

        context.State.Emptied.Removed(path);
        return Replies.Ok;
    }
}
