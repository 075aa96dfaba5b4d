namespace S3Stream.Gsi;

/// <summary>What a site accepts beyond RFC 3820. Immutable.</summary>
public sealed record ValidationRules
{
    /// <summary>Nothing beyond RFC 3820.</summary>
    public static ValidationRules Default { get; } = new();

    /// <summary>Accept proxies of the draft before RFC 3820. Off by default: nothing has made them since 2005.</summary>
    public bool AllowDraftProxies { get; init; }

    /// <summary>Accept Globus Toolkit 2 proxies, which carry no extension that says they are proxies. Off by default.</summary>
    public bool AllowLegacyProxies { get; init; }
}
