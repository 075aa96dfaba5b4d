using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>AUTH: begins a security exchange, GSSAPI (RFC 2228, ADAT follows) or TLS (RFC 4217, the handshake follows).</summary>
internal sealed class AuthCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        if (context.Control.IsProtected)
        {
            return Reply.Of(503, "This connection is already protected.");
        }

        context.State.PendingUser = null; // the client sent it unprotected, so it proves nothing
        switch (line.Argument.Trim().ToUpperInvariant())
        {
            case "GSSAPI" when context.Commands.Find("ADAT") is not null:
                context.State.Exchange?.Dispose();
                context.State.Exchange = context.RequiredSecurity.CreateAcceptor();
                context.State.Phase = SessionPhase.Securing;
                return Reply.Of(334, "Using authentication type; ADAT must follow.");

            case "TLS" or "TLS-C":
                context.State.Phase = SessionPhase.BeforeLogin;
                var security = new TlsDataChannelSecurity(context.RequiredSecurity.HostCredential, context.Options.RequireTlsResumption);
                context.State.StreamSecurity = security;
                context.Control.ReplaceStreamAfterReply(security.SecureControlAsync);
                return Reply.Of(234, "Begin the TLS handshake.");

            default:
                return Reply.Of(504, "Unknown authentication type.");
        }
    }
}
