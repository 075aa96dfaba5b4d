using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>RMD: removes an empty bucket, or a prefix that holds nothing but its marker object.</summary>
internal sealed class RmdCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = context.PathOf(line.Argument);
        if (path.IsRoot)
        {
            throw new FtpException(GlobusError.PermissionDenied("the root cannot be removed"));
        }

        ObjectCatalog catalog = context.User.ClientFor(path, PathAccess.Write).Catalog;
        if (path.IsBucket)
        {
            await catalog.DeleteBucketAsync(path.Bucket, cancellationToken);
            return Replies.Ok;
        }

        var marker = new ObjectAddress(path.Bucket, path.DirectoryPrefix);
        bool wasEmptied = context.State.Emptied.Take(path);
        bool isThere = false;
        await foreach (ObjectEntry entry in catalog.ListAsync(
            path.Bucket, path.DirectoryPrefix, delimiter: null, limit: 2, cancellationToken: cancellationToken))
        {
            isThere = true;
            if (entry.Key != marker.Key || entry.Length > 0)
            {
                throw new FtpException(GlobusError.NotEmpty($"{path} holds objects"));
            }
        }

        if (isThere)
        {
            await catalog.DeleteAsync(marker, cancellationToken);
        }
        else if (!wasEmptied)
        {
            // says what is wrong
            await PathLookup.GetDirectoryAsync(context.User.ClientFor(path, PathAccess.Write), path, cancellationToken);
        }

        context.State.Emptied.Removed(path);
        return Replies.Ok;
    }
}
