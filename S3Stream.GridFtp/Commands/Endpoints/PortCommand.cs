using System.Net;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>PORT (RFC 959).</summary>
internal sealed class PortCommand : ActiveCommand
{
    protected override IReadOnlyList<IPEndPoint>? Parse(string argument) => HostPort.TryParse(argument, out IPEndPoint? peer)
        ? [peer]
        : null;
}
