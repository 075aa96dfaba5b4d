using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>SITE TASKID: what the client's transfers belong to, for the log.</summary>
internal sealed class TaskIdCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        context.State.TaskId = LogText.Clean(line.Argument);
        return Replies.Ok;
    }
}
