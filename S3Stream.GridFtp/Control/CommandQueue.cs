using System.Threading.Channels;

namespace S3Stream.GridFtp.Control;

/// <summary>Commands that wait behind a running one (pipelining), in order, bounded in number and in characters. One reader, one writer.</summary>
internal sealed class CommandQueue(int maxCommands)
{
    /// <summary>Far more than any client pipelines; bounds what long lines can add up to.</summary>
    private const int MaxCharacters = 1024 * 1024;

    private readonly Channel<PendingCommand> _commands = Channel.CreateBounded<PendingCommand>(
        new BoundedChannelOptions(maxCommands) { SingleReader = true, SingleWriter = true });

    private int _characters;

    /// <summary>False when there is no room.</summary>
    public bool TryAdd(PendingCommand command)
    {
        int size = command.Line.Argument.Length;
        if (Interlocked.Add(ref _characters, size) <= MaxCharacters && _commands.Writer.TryWrite(command))
        {
            return true;
        }

        Interlocked.Add(ref _characters, -size);
        return false;
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
                return command;
            }
        }

        return null;
    }
}
