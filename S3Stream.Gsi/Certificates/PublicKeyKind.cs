namespace S3Stream.Gsi.Certificates;

/// <summary>What a public key can verify.</summary>
internal enum PublicKeyKind
{
    Unsupported = 0,

    /// <summary>PKCS#1 and PSS signatures.</summary>
    Rsa,

    /// <summary>PSS signatures only (id-RSASSA-PSS).</summary>
    RsaPss,

    Ec,
}
