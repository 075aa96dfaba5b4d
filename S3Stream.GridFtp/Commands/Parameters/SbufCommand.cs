using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>SBUF, and the SITE spellings of it: TCP buffer size of data connections; 0 leaves it to the system.</summary>
internal sealed class SbufCommand(string done) : ImmediateCommand
{
    private const int MaxSize = 64 * 1024 * 1024;

    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        context.State.SocketBuffer = (int)Math.Min(Arguments.Number(line.Argument), MaxSize);
        return Reply.Of(200, done);
    }
}
