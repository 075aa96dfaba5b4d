using System.Formats.Asn1;
using System.Security.Cryptography;

namespace S3Stream.Gsi.Certificates;

/// <summary>How an X.509 signature was made. MD5 and SHA-1 are not accepted, because collisions forge certificates.</summary>
/// <param name="Hash">SHA-2.</param>
/// <param name="Padding"><see langword="null"/> for ECDSA.</param>
/// <param name="SaltBytes">PSS only.</param>
internal sealed record SignatureScheme(HashAlgorithmName Hash, RSASignaturePadding? Padding, int SaltBytes = 0)
{
    private const int DefaultSaltBytes = 20;
    private const int MaxSaltBytes = 256;

    private static readonly HashSet<string> WeakOids =
    [
        "1.2.840.113549.1.1.2", "1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.3.14.3.2.29", "1.2.840.10045.4.1",
    ];

    /// <summary>True for MD2, MD5 and SHA-1 signatures.</summary>
    public static bool IsWeak(SignatureAlgorithmId algorithm) => WeakOids.Contains(algorithm.Oid);

    /// <returns><see langword="null"/> for an algorithm that is not accepted.</returns>
    public static SignatureScheme? Of(SignatureAlgorithmId algorithm) => algorithm.Oid switch
    {
        "1.2.840.113549.1.1.11" => new SignatureScheme(HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "1.2.840.113549.1.1.12" => new SignatureScheme(HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        "1.2.840.113549.1.1.13" => new SignatureScheme(HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        "1.2.840.10045.4.3.2" => new SignatureScheme(HashAlgorithmName.SHA256, null),
        "1.2.840.10045.4.3.3" => new SignatureScheme(HashAlgorithmName.SHA384, null),
        "1.2.840.10045.4.3.4" => new SignatureScheme(HashAlgorithmName.SHA512, null),
        Oids.RsaPss => ParsePss(algorithm.Parameters),
        _ => null,
    };

    /// <summary>
    /// RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] DEFAULT sha1, maskGenAlgorithm [1] DEFAULT mgf1SHA1, saltLength [2] INTEGER
    /// DEFAULT 20, trailerField [3] INTEGER DEFAULT 1 }. Both hashes must be the same, as the system library wants it.
    /// </summary>
    private static SignatureScheme? ParsePss(ReadOnlyMemory<byte> parameters)
    {
        try
        {
            AsnReader sequence = new AsnReader(parameters, AsnEncodingRules.DER).ReadSequence();
            HashAlgorithmName? hash = ReadTagged(sequence, 0) is { } named ? HashOf(SignatureAlgorithmId.Read(named).Oid) : null;
            HashAlgorithmName? mask = null;
            if (ReadTagged(sequence, 1) is { } generator && SignatureAlgorithmId.Read(generator) is { Oid: Oids.Mgf1 } mgf)
            {
                mask = HashOf(SignatureAlgorithmId.Read(new AsnReader(mgf.Parameters, AsnEncodingRules.DER)).Oid);
            }

            int salt = DefaultSaltBytes;
            bool readable = ReadTagged(sequence, 2) is not { } length || length.TryReadInt32(out salt);
            bool fits = readable && hash is not null && mask == hash && salt is >= 0 and <= MaxSaltBytes;
            return fits ? new SignatureScheme(hash!.Value, RSASignaturePadding.Pss, salt) : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static AsnReader? ReadTagged(AsnReader sequence, int number)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true);
        return sequence.HasData && sequence.PeekTag().HasSameClassAndValue(tag) ? sequence.ReadSequence(tag) : null;
    }

    private static HashAlgorithmName? HashOf(string oid) => oid switch
    {
        "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
        "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
        "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
