namespace S3Stream.Gsi;

/// <summary>
/// The outcome of checking one chain: who it speaks for, or why it is not accepted. Immutable and safe for concurrent use.
/// </summary>
public sealed class ChainVerdict
{
    private ChainVerdict(RejectionReason reason, string text)
    {
        Reason = reason;
        Text = text;
    }

    /// <summary>The chain is accepted; <see cref="Identity"/> and <see cref="Path"/> are set then, and only then.</summary>
    public bool IsAccepted => Reason == RejectionReason.None;

    /// <summary>Which rule is broken; <see cref="RejectionReason.None"/> when accepted.</summary>
    public RejectionReason Reason { get; }

    /// <summary>What is wrong and with which certificate, printable ASCII, for logs and for the peer; empty when accepted.</summary>
    public string Text { get; }

    /// <summary>Who the peer is: the end entity's name, or, for independent proxies, the proxy's own.</summary>
    public DistinguishedName? Identity { get; private init; }

    /// <summary>The leaf first, then the proxies it was made with, the end entity, the CAs, and last the trusted root.</summary>
    public IReadOnlyList<GsiCertificate> Path { get; private init; } = [];

    /// <summary>When the certificate of the path that expires first does so, in UTC.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>The leaf or one above it is a limited proxy: by Globus' rules its holder may move data but not start jobs.</summary>
    public bool IsLimited { get; private init; }

    internal static ChainVerdict Rejected(RejectionReason reason, string text) => new(reason, text);

    internal static ChainVerdict Accepted(DistinguishedName identity, IReadOnlyList<GsiCertificate> path, bool isLimited) =>
        new(RejectionReason.None, "")
        {
            Identity = identity,
            Path = path,
            IsLimited = isLimited,
            ExpiresAt = path.Min(certificate => certificate.NotAfter),
        };
}
