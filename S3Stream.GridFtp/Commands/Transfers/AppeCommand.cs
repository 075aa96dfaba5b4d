using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>APPE path: receives bytes that go behind an object's last.</summary>
internal sealed class AppeCommand : FtpCommand
{
    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = context.PathOf(line.Argument);
        return UploadTransfer.RunAsync(context, new UploadRequest(line.Verb, path, UploadKind.Append, 0), cancellationToken);
    }
}
