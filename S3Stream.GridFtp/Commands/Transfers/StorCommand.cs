using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>STOR path: receives an object, replacing what was there once it is complete.</summary>
internal sealed class StorCommand : FtpCommand
{
    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = context.PathOf(line.Argument);
        return UploadTransfer.RunAsync(context, new UploadRequest(line.Verb, path, UploadKind.Replace, 0), cancellationToken);
    }
}
