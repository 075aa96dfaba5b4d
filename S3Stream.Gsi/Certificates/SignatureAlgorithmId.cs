using System.Formats.Asn1;

namespace S3Stream.Gsi.Certificates;

/// <summary>AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }.</summary>
/// <param name="Encoded">The whole element, for comparison.</param>
/// <param name="Oid">Dotted.</param>
/// <param name="Parameters">Encoded; empty when absent.</param>
internal sealed record SignatureAlgorithmId(ReadOnlyMemory<byte> Encoded, string Oid, ReadOnlyMemory<byte> Parameters)
{
    public static SignatureAlgorithmId Read(AsnReader reader)
    {
        ReadOnlyMemory<byte> encoded = reader.PeekEncodedValue();
        AsnReader sequence = reader.ReadSequence();
        string oid = sequence.ReadObjectIdentifier();
        ReadOnlyMemory<byte> parameters = sequence.HasData ? sequence.ReadEncodedValue() : default;
        sequence.ThrowIfNotEmpty();
        return new SignatureAlgorithmId(encoded, oid, parameters);
    }
}
