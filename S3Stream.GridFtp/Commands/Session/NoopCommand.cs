using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>NOOP.</summary>
internal sealed class NoopCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) => Reply.Of(200, "NOOP command successful.");
}
