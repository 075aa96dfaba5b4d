using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>SYST: the system type that clients need in order to parse LIST.</summary>
internal sealed class SystCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) => Reply.Of(215, "UNIX Type: L8");
}
