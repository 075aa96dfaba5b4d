using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>QUIT: the session ends after this reply; commands before it have been answered by then.</summary>
internal sealed class QuitCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) => Reply.Of(221, "Goodbye.");
}
