namespace S3Stream.Gsi;

/// <summary>A client's credential, the CAs it trusts, and what it delegates. Immutable.</summary>
public sealed record GsiInitiatorOptions
{
    /// <summary>The user's credential, usually a proxy. Not owned.</summary>
    public required GsiCredential Credential { get; init; }

    /// <summary>The CAs to trust for the server's certificate.</summary>
    public required TrustStore Trust { get; init; }

    /// <summary>
    /// The host that the server's certificate must be for: a subjectAltName (dNSName, iPAddress), or a common name <c>HOST</c> or
    /// <c>host/HOST</c>. Set this or <see cref="Subject"/>.
    /// </summary>
    public string? Host { get; init; }

    /// <summary>
    /// The distinguished name that the server must have, as <see cref="DistinguishedName.IsWrittenAs"/> takes it: for peers that are users.
    /// Set this or <see cref="Host"/>.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>The rights delegated to the server; none by default.</summary>
    public DelegationScope Delegation { get; init; }

    /// <summary>How long the delegated proxy lives, 12 hours by default; at the longest as long as the credential.</summary>
    public TimeSpan DelegationLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>What is accepted of the server's chain.</summary>
    public ValidationRules Rules { get; init; } = ValidationRules.Default;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
