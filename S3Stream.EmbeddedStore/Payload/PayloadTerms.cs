namespace S3Stream.Embedded;

/// <summary>What an operation expects of its body.</summary>
/// <param name="MaxLength">Bytes of content; more is EntityTooLarge.</param>
/// <param name="Declared">What the client says of the body, to be held against it.</param>
/// <param name="AlsoCompute">Checksums the operation wants for itself.</param>
internal sealed record PayloadTerms(long MaxLength, DeclaredDigests Declared, IReadOnlyList<ChecksumAlgorithm> AlsoCompute);
