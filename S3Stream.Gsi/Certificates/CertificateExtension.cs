namespace S3Stream.Gsi.Certificates;

/// <summary>One X.509 extension: its type, whether a reader that does not know it must refuse, and its value.</summary>
internal readonly record struct CertificateExtension(string Oid, bool IsCritical, ReadOnlyMemory<byte> Value);
