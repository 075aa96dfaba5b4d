using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// DCAU (GFD.020 5.4): the identity that the peer of a data connection must prove. It needs a session with a security context.
/// </summary>
internal sealed class DcauCommand : FtpCommand
{
    /// <summary>Without it in FEAT clients use plain data connections; with it they expect a handshake on each.</summary>
    public static string? Feature(CommandContext context) => context.State.User?.Security is { ProvesIdentity: true } ? "DCAU" : null;

    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        string subject = line.Argument;
        string mode = Arguments.TakeWord(ref subject).ToUpperInvariant();
        if (mode is not ("N" or "A" or "S"))
        {
            return Reply.Of(501, "Bad DCAU mode.");
        }

        if (mode == "S" && subject.Length == 0)
        {
            return Reply.Of(501, "DCAU S expected subject.");
        }

        if (mode != "N" && context.User.Security is not { ProvesIdentity: true })
        {
            return Reply.Of(504, "This session has no security context for data connections; use DCAU N.");
        }

        await context.DataChannel.DropAsync();
        context.State.DataChannelAuthentication = new DataChannelAuthentication(mode[0], mode == "S" ? subject : null);
        return Reply.Of(200, $"DCAU {mode}.");
    }
}
