using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Gsi;

namespace S3Stream.GridFtp.Commands;

/// <summary>ADAT: one token of a GSSAPI exchange, in base64. The last one's reply is the last in the clear.</summary>
internal sealed class AdatCommand : FtpCommand
{
    private const int MaxFailures = 3;

    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        if (context.State.Exchange is not GsiAcceptor exchange)
        {
            return Reply.Of(503, "Send AUTH GSSAPI first.");
        }

        if (Base64Token.Decode(line.Argument) is not { Length: > 0 } token)
        {
            return Fail(context, "the token is not valid base64", 501);
        }

        try
        {
            GsiStep step = await exchange.AdvanceAsync(token, cancellationToken);
            if (step.Context is not { } established)
            {
                return Reply.Of(335, $"ADAT={Convert.ToBase64String(step.Token)}");
            }

            Establish(context, established);
            return Reply.Of(235, "GSSAPI Authentication successful.");
        }
        catch (GsiException exception)
        {
            return Fail(context, exception.Message, 530);
        }
    }

    private static void Establish(CommandContext context, GsiContext established)
    {
        GsiService service = context.RequiredSecurity;
        service.Logger.ContextEstablished(
            established.Identity.Text, context.Remote.ToString(), established.Delegated is not null, established.Peer.ExpiresAt);
        End(context);
        context.State.Identity = service.IdentityOf(established);
        context.Control.ProtectAfterReply(new GsiMessageProtection(established));
    }

    /// <summary>The exchange cannot go on; the client may begin another one, but not for ever.</summary>
    private static Reply Fail(CommandContext context, string problem, int code)
    {
        context.RequiredSecurity.Logger.ExchangeFailed(context.Remote.ToString(), LogText.Clean(problem));
        End(context);
        context.State.LoginRefusal = Reply.Message(530, $"GSSAPI authentication failed: {problem}");
        return ++context.State.FailedLogins < MaxFailures
            ? Reply.Message(code, $"GSSAPI authentication failed: {problem}")
            : Reply.Of(421, $"GSSAPI authentication failed: {problem}");
    }

    private static void End(CommandContext context)
    {
        context.State.Exchange?.Dispose();
        context.State.Exchange = null;
        context.State.Phase = SessionPhase.BeforeLogin;
    }
}
