namespace S3Stream.Gsi;

/// <summary>The outcome of checking one chain: who it is, or why it is nobody.</summary>
internal sealed class ChainVerdict
{
    private ChainVerdict(RejectionReason reason, string text)
    {
        Reason = reason;
        Text = text;
    }

    public bool IsAccepted => Reason == RejectionReason.None;

    public RejectionReason Reason { get; }

    /// <summary>What is wrong and with which certificate, for logs and for the reply; empty when accepted.</summary>
    public string Text { get; }

    /// <summary>Who the peer is: the end entity's name, or, for independent proxies, the proxy's own.</summary>
    public DistinguishedName? Identity { get; private init; }

    /// <summary>Leaf first, then its proxies' issuers, the end entity, CAs, and last the trusted root.</summary>
    public IReadOnlyList<GsiCertificate> Path { get; private init; } = [];

    /// <summary>When the first certificate of the path expires.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>The leaf or one above it is a limited proxy.</summary>
    public bool IsLimited { get; private init; }

    public static ChainVerdict Rejected(RejectionReason reason, string text) => new(reason, text);

    public static ChainVerdict Accepted(DistinguishedName identity, IReadOnlyList<GsiCertificate> path, bool isLimited) =>
        new(RejectionReason.None, "")
        {
            Identity = identity,
            Path = path,
            IsLimited = isLimited,
            ExpiresAt = path.Min(certificate => certificate.NotAfter),
        };
}
