using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.Tests.Fakes;

/// <summary>A command whose body the test writes.</summary>
internal sealed class ScriptedCommand(Func<CommandContext, CommandLine, CancellationToken, Task<Reply>> body) : FtpCommand
{
    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken) =>
        body(context, line, cancellationToken);
}
