using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// MFMT (draft-somers-ftp-mfxx) and SITE UTIME <c>time path</c>: S3 sets the modification time itself, so the client's is kept in the
/// object's metadata. S3 changes metadata only by copying the object onto itself; longer objects than the settings allow are refused.
/// </summary>
/// <param name="tellsFact">
/// The reply is that of the draft, 213 with the fact, which rclone insists on (other clients take any 2xx); or the 250 that
/// globus-gridftp-server gives.
/// </param>
internal sealed class MfmtCommand(bool tellsFact) : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        string rest = line.Argument;
        string written = Arguments.TakeWord(ref rest);
        if (!KeptTime.TryParse(written, out DateTimeOffset time) || rest.Length == 0)
        {
            return Reply.Of(501, "Invalid command arguments.");
        }

        VirtualPath path = context.PathOf(rest);
        S3StreamClient client = context.User.ClientFor(path, PathAccess.Write);
        ObjectEntry entry = await PathLookup.GetObjectAsync(client, path, cancellationToken);
        Reply done = tellsFact ? Reply.Of(213, $"Modify={written}; {path}") : Replies.Ok;
        if (KeptTime.Of(entry) == time)
        {
            return done;
        }

        string? etag = await client.Catalog.ChangeMetadataAsync(
            path.Address, KeptTime.Metadata(time), context.Options.MaxTimeChange, cancellationToken);
        if (etag is null)
        {
            throw PathLookup.NotFound(path); // deleted meanwhile
        }

        context.Checksums.Rename(path.Address, entry.ETag, etag);
        return done;
    }
}
