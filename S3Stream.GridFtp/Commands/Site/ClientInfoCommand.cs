using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>SITE CLIENTINFO: who the client is, for the log.</summary>
internal sealed class ClientInfoCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        context.State.ClientInfo = LogText.Clean(line.Argument);
        return Replies.Ok;
    }
}
