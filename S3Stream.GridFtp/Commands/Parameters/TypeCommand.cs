using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>TYPE: image or ASCII. Read by a transfer when it starts.</summary>
internal sealed class TypeCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        string type = line.Argument.Trim().ToUpperInvariant();
        if (type is not ("I" or "L 8" or "A" or "A N"))
        {
            return Reply.Of(501, $"'TYPE {line.Argument}' unrecognized type.");
        }

        context.State.IsAscii = type[0] == 'A';
        return Reply.Of(200, $"Type set to {(context.State.IsAscii ? 'A' : 'I')}.");
    }
}
