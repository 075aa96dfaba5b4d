using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// MKD: a bucket, or a zero-byte object <c>name/</c> that keeps an empty directory. Missing parents need no objects of their own in S3 and
/// get none. globus-url-copy asks for every ancestor of a target; an existing path answers 550 after one look-up.
/// </summary>
internal sealed class MkdCommand : FtpCommand
{
    private static readonly UploadOptions Marker = new() { Length = 0, ContentType = "application/x-directory" };

    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = context.PathOf(line.Argument);
        S3StreamClient client = context.User.ClientFor(path, PathAccess.Write);
        // a prefix is looked up before an object: most paths asked for are directories
        if (await PathLookup.FindDirectoryAsync(client, path, cancellationToken) is not null
            || await PathLookup.FindObjectAsync(client, path, cancellationToken) is not null)
        {
            throw IsThere(path);
        }

        try
        {
            await MakeAsync(client, path, cancellationToken);
        }
        catch (StorageException exception) when (exception.Reason == FailureReason.AlreadyExists)
        {
            throw IsThere(path); // another client was faster
        }

        // the name comes first (RFC 959 appendix II), as ftplib reads it there
        return Reply.Of(257, $"{PwdCommand.Quoted(path.Text)} created.");
    }

    private static async Task MakeAsync(S3StreamClient client, VirtualPath path, CancellationToken cancellationToken)
    {
        if (path.IsBucket)
        {
            await client.Catalog.CreateBucketAsync(path.Bucket, cancellationToken);
            return;
        }

        await using ObjectUpload upload = await client.CreateUploadAsync(
            new ObjectAddress(path.Bucket, path.DirectoryPrefix), Marker, cancellationToken);
        await upload.CompleteAsync(0, cancellationToken);
    }

    private static FtpException IsThere(VirtualPath path) => new(GlobusError.DirectoryExists($"{path} exists already"));
}
