namespace S3Stream.Gsi;

/// <summary>The TLS versions offered.</summary>
[Flags]
internal enum TlsVersions
{
    Tls12 = 1,
    Tls13 = 2,

    /// <summary>Both; the newer one is preferred.</summary>
    All = Tls12 | Tls13,
}
