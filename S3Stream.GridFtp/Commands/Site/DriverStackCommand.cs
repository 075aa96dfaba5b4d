using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>SITE SETNETSTACK and SETDISKSTACK: the one stack there is may be asked for.</summary>
internal sealed class DriverStackCommand(string only) : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) =>
        line.Argument.Trim().ToUpperInvariant() is var stack && (stack == "DEFAULT" || stack == only)
            ? Replies.Ok
            : GlobusError.NotSupported($"the only stack is {only}");
}
