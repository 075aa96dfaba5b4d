using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>CDUP: up, at most to the root. It needs no look-up, because the parent of a directory is a directory.</summary>
internal sealed class CdupCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        context.State.Directory = context.State.Directory.Parent;
        return Reply.Of(250, "CDUP command successful.");
    }
}
