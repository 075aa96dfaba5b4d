using S3Stream.GridFtp.Session;


namespace S3Stream.GridFtp.Commands;

/// <summary>The rows of the verbs that set up data connections and move object bytes.</summary>
internal static class TransferRows
{
    public static IReadOnlyList<CommandRow> All { get; } =
    [
        new("PASV", SessionPhase.LoggedIn, Arity.None, new PasvCommand()) { Feature = "PASV AllowDelayed;" },
        new("EPSV", SessionPhase.LoggedIn, Arity.Optional, new EpsvCommand(), "[<sp> 1 | 2 | ALL]") { Feature = "EPSV" },
        new("SPAS", SessionPhase.LoggedIn, Arity.Optional, new SpasCommand(), "[<sp> 1 | 2]") { Feature = "SPAS" },
        new("PORT", SessionPhase.LoggedIn, Arity.Required, new PortCommand(), "<sp> h1,h2,h3,h4,p1,p2"),
        new("EPRT", SessionPhase.LoggedIn, Arity.Required, new EprtCommand(), "<sp> |family|address|port|") { Feature = "EPRT" },
        new("SPOR", SessionPhase.LoggedIn, Arity.Required, new SporCommand(), "<sp> h1,h2,h3,h4,p1,p2 ...") { Feature = "SPOR" },
        new("RETR", SessionPhase.LoggedIn, Arity.Required, new RetrCommand(), "<sp> path"),
        new(
            "ERET",
            SessionPhase.LoggedIn,
            Arity.Required,
            new EretCommand(),
            "<sp> P <sp> offset <sp> length <sp> path") { Feature = "ERET" },
        new("STOR", SessionPhase.LoggedIn, Arity.Required, new StorCommand(), "<sp> path") { Writes = true },
        new("APPE", SessionPhase.LoggedIn, Arity.Required, new AppeCommand(), "<sp> path") { Writes = true },
        new(
            "ESTO",
            SessionPhase.LoggedIn,
            Arity.Required,
            new EstoCommand(),
            "<sp> A <sp> offset <sp> path") { Feature = "ESTO", Writes = true },
    ];
}
