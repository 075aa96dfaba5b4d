using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>ALLO: the size of what the next STOR brings. A record size (<c>R n</c>) is ignored.</summary>
internal sealed class AlloCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        string record = line.Argument.Trim();
        long size = Arguments.Number(Arguments.TakeWord(ref record));
        if (record.Length > 0 && !Arguments.TakeWord(ref record).Equals("R", StringComparison.OrdinalIgnoreCase))
        {
            return Replies.Syntax;
        }

        context.State.Next.Allocated = size;
        return Reply.Of(200, "ALLO command successful.");
    }
}
