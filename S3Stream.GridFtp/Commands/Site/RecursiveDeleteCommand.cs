using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Commands;

/// <summary>SITE RDEL: an object, or everything below a directory and the directory.</summary>
internal sealed class RecursiveDeleteCommand : FtpCommand
{
    private const int Parallelism = 8;

    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = context.State.Directory.Combine(line.Argument);
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
            var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(
                catalog.ListAsync(path.Bucket, path.DirectoryPrefix, delimiter: null, cancellationToken: cancellationToken),
                options,
                async (found, token) => await catalog.DeleteAsync(new ObjectAddress(path.Bucket, found.Key), token));
        }

        if (path.IsBucket)
        {
            await catalog.DeleteBucketAsync(path.Bucket, cancellationToken);
        }

        context.State.Emptied.Removed(path);
        return Replies.Ok;
    }
}
