using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>EPSV (RFC 2428): listen on the control connection's address family; <c>EPSV ALL</c> promises to use nothing else.</summary>
internal sealed class EpsvCommand : PassiveCommand
{
    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        if (line.Argument.Equals("ALL", StringComparison.OrdinalIgnoreCase))
        {
            context.DataChannel.ExtendedPassiveOnly = true;
            return Task.FromResult(Reply.Of(229, "EPSV ALL Successful."));
        }

        if (line.HasArgument && HostPort.Family(line.Argument.Trim()) != PassiveEndpoint.LocalAddress(context).AddressFamily)
        {
            throw new FtpException(Reply.Of(522, "This network protocol is not supported here; use that of the control connection."));
        }

        return EnterAsync(context, context.Options.TellAddressInEpsv ? PassiveForm.ExtendedWithAddress : PassiveForm.Extended);
    }
}
