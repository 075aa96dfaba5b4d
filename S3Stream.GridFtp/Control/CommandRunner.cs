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

        (CommandRow? row, CommandLine line) = commands.Resolve(command.Line);
        string? change = ChangeIn(row, command.Line);
        Reply reply = await ExecuteAsync(row, line, command);
        if (change is not null)
        {
            context.Logger.Changed(change, reply.Code);
        }

        return reply;
    }

    // the log entry of a command that changes what is stored; made before it runs, because RNTO consumes RNFR's path
    private string? ChangeIn(CommandRow? row, CommandLine line)
    {
        if (row is not { IsAudited: true } || context.State.User is null)
        {
            return null;
        }

        return row.Handler is RntoCommand && context.State.RenameFrom is { } source
            ? $"RNFR {LogText.Clean(source.Text)} {line.Loggable}"
            : line.Loggable;
    }

    private async Task<Reply> ExecuteAsync(CommandRow? row, CommandLine line, PendingCommand command)
    {
        try
        {
            return CommandSet.Refuse(row, line, context.State) ?? await row!.Handler.ExecuteAsync(context, line, command.Aborted);
        }
        catch (Exception exception)
        {
            return ReplyTo(exception, command);
        }
    }

    private static string Explain(S3StreamException failure) =>
        StoreAdvice.Of(failure) is { } advice ? $"{failure.Message} {advice}" : failure.Message;

    private Reply ReplyTo(Exception failure, PendingCommand command)
    {
        if (FailureReplies.For(failure, command.Aborted) is not { } reply)
        {
            context.Logger.CommandFailed(failure, session, command.Line.Loggable);
            return FailureReplies.Unforeseen;
        }

        if (failure is S3StreamException { Reason: not (FailureReason.NotFound or FailureReason.AlreadyExists) })
        {
            context.Logger.StoreFailed(session, command.Line.Loggable, LogText.Clean(Explain((S3StreamException)failure)));
        }

        return reply;
    }
}
