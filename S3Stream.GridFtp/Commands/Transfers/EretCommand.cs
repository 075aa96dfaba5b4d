using System.Globalization;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>ERET P offset length path (GFD.020): sends an extent of an object; in MODE E with offsets that start at 0.</summary>
internal sealed class EretCommand : FtpCommand
{
    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        string[] words = line.Argument.Split(' ', 4);
        if (!words[0].Equals("P", StringComparison.OrdinalIgnoreCase))
        {
            throw new FtpException(Reply.Of(504, $"ERET {words[0]}: only the partial retrieve module P is known."));
        }

        if (words is not [_, var offsetText, var lengthText, { Length: > 0 } name]
            || !long.TryParse(offsetText, NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            || !long.TryParse(lengthText, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            || length > long.MaxValue - offset)
        {
            throw new FtpException(Reply.Of(501, "Syntax: ERET P offset length path."));
        }

        VirtualPath path = context.PathOf(name);
        return DownloadTransfer.RunAsync(context, new DownloadRequest(line.Verb, path, new Extent(offset, length)), cancellationToken);
    }
}
