using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Control;

/// <summary>One command to its reply: allowed? -> execute -> reply, and failures to replies.</summary>
internal sealed class CommandRunner(long session, CommandSet commands, CommandContext context)
{
    /// <summary>Commands run so far.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Runs one command. Whatever goes wrong in it becomes its reply; the session, and the commands queued behind it, go on.
    /// </summary>
    public async Task<Reply> RunAsync(PendingCommand command)
    {
        Count++;
        if (context.Logger.IsEnabled(LogLevel.Debug))
        {
            context.Logger.CommandReceived(session, command.Line.Loggable);
        }

        try
        {
            if (commands.Refuse(command.Line, context.State, out CommandRow? row) is { } refusal)
            {
                return refusal;
            }

            return await row!.Handler.ExecuteAsync(context, command.Line, command.Aborted);
        }
        catch (Exception failure)
        {
            return ReplyTo(failure, command);
        }
    }

    private Reply ReplyTo(Exception failure, PendingCommand command)
    {
        if (FailureReplies.For(failure, command.Aborted) is not { } reply)
        {
            context.Logger.CommandFailed(failure, session, command.Line.Loggable);
            return FailureReplies.Unforeseen;
        }

        if (failure is S3StreamException { Reason: not (FailureReason.NotFound or FailureReason.AlreadyExists) })
        {
            context.Logger.StoreFailed(session, command.Line.Loggable, LogText.Clean(failure.Message));
        }

        return reply;
    }
}
