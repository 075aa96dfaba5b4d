using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>SITE VERSION.</summary>
internal sealed class VersionCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) =>
        Reply.Of(200, $"S3Stream {context.Options.Greeting.Version}");
}
