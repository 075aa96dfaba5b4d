using System.Threading.Channels;

namespace S3Stream.GridFtp.Control;

/// <summary>
/// The queue of commands that wait behind a running one (pipelining), bounded in number and in characters. One reader, one writer.
/// </summary>
internal sealed class CommandQueue(int maxCommands, TimeProvider time) : IDisposable
{
    /// <summary>Far more than any client pipelines; bounds what long lines can add up to.</summary>
    private const int MaxCharacters = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Channel<PendingCommand> _commands = Channel.CreateBounded<PendingCommand>(
        new BoundedChannelOptions(maxCommands) { SingleReader = true, SingleWriter = true });

    /// <summary>Set when a command was taken. One taker, so it never counts beyond one.</summary>
    private readonly SemaphoreSlim _taken = new(0);

    private int _characters;

    /// <summary>
    /// False when there is no room and none comes within <see cref="Patience"/>: a burst of short commands is taken at the pace they run,
    /// but what piles up behind a long one is too much, and while nothing is read no ABOR would be seen.
    /// </summary>
    public async ValueTask<bool> TryAddAsync(PendingCommand command, CancellationToken cancellationToken)
    {
        if (TryAdd(command))
        {
            return true;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            while (!TryAdd(command))
            {
                await _taken.WaitAsync(either.Token);
            }

            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>No more commands come.</summary>
    public void Complete() => _commands.Writer.TryComplete();

    /// <summary>The next command, or <see langword="null"/> when no more come.</summary>
    public async ValueTask<PendingCommand?> TakeAsync(CancellationToken cancellationToken)
    {
        while (await _commands.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_commands.Reader.TryRead(out PendingCommand? command))
            {
                Interlocked.Add(ref _characters, -command.Line.Argument.Length);
                if (_taken.CurrentCount == 0)
                {
                    _taken.Release();
                }

                return command;
            }
        }

        return null;
    }

    public void Dispose() => _taken.Dispose();

    private bool TryAdd(PendingCommand command)
    {
        int size = command.Line.Argument.Length;
        if (Interlocked.Add(ref _characters, size) <= MaxCharacters && _commands.Writer.TryWrite(command))
        {
            return true;
        }

        Interlocked.Add(ref _characters, -size);
        return false;
    }
}
