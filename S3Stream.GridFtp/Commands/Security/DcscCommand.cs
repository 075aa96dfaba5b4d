using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Protocol;
using S3Stream.Gsi;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// DCSC: the client gives the credential for its data channels (P, PEM in base64), or goes back to the delegated one (D).
/// </summary>
internal sealed class DcscCommand : FtpCommand
{
    public static string? Feature(CommandContext context) => context.State.User?.Security is GsiDataChannelSecurity ? "DCSC P,D" : null;

    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        if (context.User.Security is not GsiDataChannelSecurity security)
        {
            return Reply.Of(504, "This session has no security context for data connections.");
        }

        string credential = line.Argument;
        string method = Arguments.TakeWord(ref credential).ToUpperInvariant();
        switch (method)
        {
            case "P" when credential.Length > 0:
                security.Own = Import(credential, context.RequiredSecurity.Rules, context.Time);
                break;
            case "D":
                security.Own = null;
                break;
            default:
                return Reply.Of(501, "DCSC takes P with a credential in base64, or D.");
        }

        await context.DataChannel.DropAsync();
        return Replies.Ok;
    }

    private static DataChannelCredential Import(string base64, ValidationRules rules, TimeProvider time)
    {
        try
        {
            return Base64Token.Decode(base64) is { } pem
                ? DataChannelCredential.Import(pem, rules, time)
                : throw new CertificateFormatException("it is not valid base64");
        }
        catch (CertificateFormatException exception)
        {
            throw new FtpException(Reply.Message(500, "Credential import failed.", exception.Message), exception);
        }
    }
}
