namespace S3Stream.Gsi.Trust;

/// <summary>A CA certificate of the trust directory.</summary>
/// <param name="Certificate">Root or intermediate.</param>
/// <param name="File">Where it was read.</param>
internal sealed record TrustedAuthority(GsiCertificate Certificate, string File);
