using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Control;

/// <summary>
/// The reading half of a session: line -> unprotect -> parse -> queue, without waiting for commands to run. ABOR cancels at once whatever
/// was read before it.
/// </summary>
internal sealed class SessionIntake : IDisposable
{
    private readonly ControlConnection _connection;
    private readonly CommandSet _commands;
    private readonly CancellationToken _ended;

    /// <summary>Cancels the commands read since the last ABOR.</summary>
    private CancellationTokenSource _scope;

    public SessionIntake(ControlConnection connection, CommandSet commands, int maxPipelined, TimeProvider time, CancellationToken ended)
    {
        _connection = connection;
        _commands = commands;
        _ended = ended;
        _scope = CancellationTokenSource.CreateLinkedTokenSource(ended);
        Queue = new CommandQueue(maxPipelined, time);
    }

    public CommandQueue Queue { get; }

    /// <summary>Changed by the session while a command holds reading.</summary>
    public IControlProtection Protection { get; set; } = ClearProtection.Instance;

    /// <summary>What ended reading for good: the session's last reply. Commands that wait are not answered.</summary>
    public Reply? Fatal { get; private set; }

    public bool IsClosedByPeer { get; private set; }

    /// <summary>Reads until QUIT, the end of the connection, or the session's. Never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await CommandLineReader.ReadLineAsync(_connection.Input, _ended) is { } line)
            {
                if (line.Length > 0 && !await AcceptAsync(line))
                {
                    return;
                }
            }

            IsClosedByPeer = true;
        }
        catch (FtpException exception)
        {
            Fatal = exception.Reply;
        }
        catch (IOException)
        {
            IsClosedByPeer = true; // a reset is an end like any other
        }
        catch (OperationCanceledException)
        {
            // the session ends
        }
        finally
        {
            if (IsClosedByPeer || Fatal is not null)
            {
                await _scope.CancelAsync();
            }

            Queue.Complete();
        }
    }

    public void Dispose()
    {
        _scope.Dispose();
        Queue.Dispose();
    }

    /// <summary>False when nothing more is to be read.</summary>
    private async Task<bool> AcceptAsync(string line)
    {
        UnprotectedLine unprotected = Protection.Unprotect(line);
        CommandLine command = CommandLine.Parse(unprotected.Command ?? "");
        if (command.Verb == "ABOR")
        {
            CancellationTokenSource earlier = _scope;
            _scope = CancellationTokenSource.CreateLinkedTokenSource(_ended);
            await earlier.CancelAsync();
            earlier.Dispose();
        }

        bool holds = _commands.Find(command.Verb) is { HoldsReading: true };
        var pending = new PendingCommand(command, _scope.Token)
        {
            Refusal = unprotected.Refusal,
            EndsSession = unprotected.EndsSession,
            Answered = holds ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null,
        };
        if (!await Queue.TryAddAsync(pending, _ended))
        {
            Fatal = Reply.Of(500, "Pipeline queue full.");
            return false;
        }

        if (pending.Answered is { } answered)
        {
            await answered.Task.WaitAsync(_ended);
        }

        return !pending.EndsSession && command.Verb != "QUIT";
    }
}
