using S3Stream.GridFtp.Login;
using static S3Stream.GridFtp.Session.SessionPhase;

namespace S3Stream.GridFtp.Commands;

/// <summary>The rows of the commands that authenticate and protect.</summary>
internal static class SecurityRows
{
    /// <param name="service">What they work with.</param>
    /// <param name="gssapi">Offer GSI; otherwise TLS only.</param>
    public static IReadOnlyList<CommandRow> All(GsiService service, bool gssapi)
    {
        var auth = new CommandRow(
            "AUTH", BeforeLogin | Securing, Arity.Required, new AuthCommand(service, gssapi), gssapi ? "<sp> GSSAPI|TLS" : "<sp> TLS")
        {
            Feature = "AUTH TLS",
            HoldsReading = true,
        };
        return !gssapi
            ? [auth]
            :
            [
                auth,
                new("ADAT", Securing, Arity.Required, new AdatCommand(service), "<sp> token") { HoldsReading = true },
                new(
                    "DCSC",
                    LoggedIn,
                    Arity.Required,
                    new DcscCommand(service),
                    "<sp> P <sp> credential | D") { FeatureFor = DcscCommand.Feature },
            ];
    }
}
