using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// SPAS (GFD.020): listen on as many hosts as there are stripes, which is one here. An argument (1, 2) asks for RFC 2428 addresses.
/// </summary>
internal sealed class SpasCommand : PassiveCommand
{
    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        if (!line.HasArgument)
        {
            return EnterAsync(context, PassiveForm.Striped);
        }

        return HostPort.Family(line.Argument.Trim()) == PassiveEndpoint.LocalAddress(context).AddressFamily
            ? EnterAsync(context, PassiveForm.StripedExtended)
            : throw new FtpException(Reply.Of(522, "This network protocol is not supported here; use that of the control connection."));
    }
}
