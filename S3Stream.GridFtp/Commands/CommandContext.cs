using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>What a command may touch. One per session; commands run one at a time.</summary>
internal sealed class CommandContext : TransferContext
{
    /// <summary>What this session's server offers; for the commands that tell it or choose from it.</summary>
    public required CommandSet Commands { get; init; }

    /// <summary>Decides clear-text logins.</summary>
    public required LoginGate Logins { get; init; }

    /// <summary>
    /// The security layer, or <see langword="null"/> without one. Commands whose row <see cref="CommandRow.Needs"/> it use
    /// <see cref="RequiredSecurity"/>.
    /// </summary>
    public GsiService? Security { get; init; }

    /// <summary>The security layer, for commands that are not there without one.</summary>
    public GsiService RequiredSecurity => Security
        ?? throw new InvalidOperationException("The command table let a command run that needs a security layer.");

    /// <summary>How lines travel; for the commands that change it.</summary>
    public required IControlChannel Control { get; init; }
}
