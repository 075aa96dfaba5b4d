using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// SITE CLIENTINFO: which program the client is. The debug log has it, as it has every command; that it comes at all tells that the client
/// is built on the Globus library.
/// </summary>
internal sealed class ClientInfoCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        context.State.ExpectsBareNames = true;
        return Replies.Ok;
    }
}
