namespace S3Stream.Gsi.Certificates;

/// <summary>The keyUsage bits (RFC 5280 4.2.1.3) that rules here look at.</summary>
[Flags]
internal enum KeyUsages
{
    None = 0,
    DigitalSignature = 1 << 0,
    KeyEncipherment = 1 << 2,
    KeyAgreement = 1 << 4,
    KeyCertSign = 1 << 5,
    CrlSign = 1 << 6,
}
