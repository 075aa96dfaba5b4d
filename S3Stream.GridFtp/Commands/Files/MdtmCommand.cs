using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// MDTM: when an object was stored; for a directory, its marker or its first object; for buckets and the root the epoch, since S3 does not
/// tell.
/// </summary>
internal sealed class MdtmCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = context.PathOf(line.Argument);
        PathEntry entry = await PathLookup.GetAsync(context.User.ClientFor(path, PathAccess.List), path, cancellationToken);
        return Reply.Of(213, ListingFormatter.Time(entry.Modified ?? DateTimeOffset.UnixEpoch));
    }
}
