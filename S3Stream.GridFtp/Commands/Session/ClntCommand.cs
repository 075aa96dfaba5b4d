using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>CLNT: which program the client is; ncftp says it. The debug log has it, as it has every command.</summary>
internal sealed class ClntCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) => Reply.Of(200, "Noted.");
}
