using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>SITE CLIENTINFO: which program the client is. The debug log has it, as it has every command.</summary>
internal sealed class ClientInfoCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) => Replies.Ok;
}
