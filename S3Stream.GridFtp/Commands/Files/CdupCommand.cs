using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>CDUP: up, at most to the root. Nothing is looked up: what holds the current directory is one.</summary>
internal sealed class CdupCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        context.State.Directory = context.State.Directory.Parent;
        return Reply.Of(250, "CDUP command successful.");
    }
}
