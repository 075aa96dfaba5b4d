using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>PASV (RFC 959): listen on an IPv4 address.</summary>
internal sealed class PasvCommand : PassiveCommand
{
    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken) =>
        EnterAsync(context, PassiveForm.Passive);
}
