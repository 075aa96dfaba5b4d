using System.Net;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>EPRT (RFC 2428).</summary>
internal sealed class EprtCommand : ActiveCommand
{
    protected override IReadOnlyList<IPEndPoint>? Parse(string argument) =>
        HostPort.TryParseExtended(argument.Trim(), out IPEndPoint? peer) ? [peer] : null;
}
