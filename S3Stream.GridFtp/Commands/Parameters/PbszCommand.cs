using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>PBSZ: the record size of protected data is TLS' own; the number is acknowledged.</summary>
internal sealed class PbszCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) =>
        Arguments.Number(line.Argument) is var size and <= uint.MaxValue
            ? Reply.Of(200, $"PBSZ={size}")
            : Reply.Of(501, $"Bad value for PBSZ: {line.Argument}");
}
