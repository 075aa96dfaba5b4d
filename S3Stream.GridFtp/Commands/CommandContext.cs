using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>The session as commands see it. One per session; commands run one at a time.</summary>
internal sealed class CommandContext : TransferContext
{
    /// <summary>The commands that this session's server offers; for commands that list them.</summary>
    public required CommandSet Commands { get; init; }

    /// <summary>Decides clear-text logins.</summary>
    public required LoginGate Logins { get; init; }

    /// <summary>
    /// The security layer, or <see langword="null"/> without one. Commands whose row <see cref="CommandRow.Needs"/> it use
    /// <see cref="RequiredSecurity"/>.
    /// </summary>
    public GsiService? Security { get; init; }

    /// <summary>The security layer, for commands that exist only with one.</summary>
    public GsiService RequiredSecurity => Security
        ?? throw new InvalidOperationException("The command table let a command run that needs a security layer.");

    /// <summary>The control channel, for the commands that change its protection.</summary>
    public required IControlChannel Control { get; init; }
}
