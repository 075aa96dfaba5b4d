using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>MODE: stream, or extended block (GFD.020).</summary>
internal sealed class ModeCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        string mode = line.Argument.Trim().ToUpperInvariant();
        if (mode is not ("S" or "E"))
        {
            return Reply.Of(501, $"'MODE {line.Argument}' unrecognized transfer mode.");
        }

        context.State.IsExtendedBlockMode = mode == "E";
        return Reply.Of(200, $"Mode set to {mode}.");
    }
}
