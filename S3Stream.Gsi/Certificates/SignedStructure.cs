using System.Formats.Asn1;

namespace S3Stream.Gsi.Certificates;

/// <summary>
/// What certificates, revocation lists and certification requests have in common:
/// <code>
/// SEQUENCE { toBeSigned SEQUENCE, signatureAlgorithm AlgorithmIdentifier, signature BIT STRING }
/// </code>
/// </summary>
/// <param name="ToBeSigned">Encoded, exactly the signed bytes.</param>
/// <param name="Algorithm">How it was signed.</param>
/// <param name="Signature">The BIT STRING's bytes.</param>
internal sealed record SignedStructure(ReadOnlyMemory<byte> ToBeSigned, SignatureAlgorithmId Algorithm, ReadOnlyMemory<byte> Signature)
{
    public static SignedStructure Read(ReadOnlyMemory<byte> encoded)
    {
        var whole = new AsnReader(encoded, AsnEncodingRules.DER);
        AsnReader sequence = whole.ReadSequence();
        whole.ThrowIfNotEmpty();
        ReadOnlyMemory<byte> toBeSigned = sequence.ReadEncodedValue();
        SignatureAlgorithmId algorithm = SignatureAlgorithmId.Read(sequence);
        byte[] signature = sequence.ReadBitString(out int unused);
        sequence.ThrowIfNotEmpty();
        return unused == 0
            ? new SignedStructure(toBeSigned, algorithm, signature)
            : throw new CertificateFormatException("the signature is not a whole number of bytes");
    }

    /// <summary>True when the holder of the key in <paramref name="publicKey"/> signed it.</summary>
    public bool IsSignedBy(SubjectPublicKey publicKey) => publicKey.Verify(Algorithm, ToBeSigned.Span, Signature.Span);
}
