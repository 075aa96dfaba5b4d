using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>STRU: files have no records.</summary>
internal sealed class StruCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) =>
        line.Argument.Trim().Equals("F", StringComparison.OrdinalIgnoreCase)
            ? Reply.Of(200, "STRU F ok.")
            : Reply.Of(501, "Syntax error in parameter.");
}
