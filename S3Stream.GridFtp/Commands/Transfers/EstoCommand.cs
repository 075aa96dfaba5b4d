using System.Globalization;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>ESTO A offset path (GFD.020): receives bytes that go at an offset of an object, the rest of which stays.</summary>
internal sealed class EstoCommand : FtpCommand
{
    public override Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        string[] words = line.Argument.Split(' ', 3);
        if (!words[0].Equals("A", StringComparison.OrdinalIgnoreCase))
        {
            throw new FtpException(Reply.Of(504, $"ESTO {words[0]}: only the adjusted store module A is known."));
        }

        if (words is not [_, var offsetText, { Length: > 0 } name]
            || !long.TryParse(offsetText, NumberStyles.None, CultureInfo.InvariantCulture, out long offset))
        {
            throw new FtpException(Reply.Of(501, "Syntax: ESTO A offset path."));
        }

        VirtualPath path = context.PathOf(name);
        return UploadTransfer.RunAsync(context, new UploadRequest(line.Verb, path, UploadKind.Adjust, offset), cancellationToken);
    }
}
