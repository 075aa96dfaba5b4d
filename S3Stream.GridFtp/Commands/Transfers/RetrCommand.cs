using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>RETR path: sends an object.</summary>
internal sealed class RetrCommand : FtpCommand
{
    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = context.PathOf(line.Argument);
        return DownloadTransfer.RunAsync(context, new DownloadRequest(line.Verb, path, null), cancellationToken);
    }
}
