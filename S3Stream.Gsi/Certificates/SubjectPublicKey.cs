using System.Formats.Asn1;
using System.Security.Cryptography;

namespace S3Stream.Gsi.Certificates;

/// <summary>
/// A certificate's public key: RSA of 1,024 to 16,384 bits, or ECDSA on P-256, P-384 or P-521. Immutable and safe for concurrent use.
/// <code>
/// SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
/// </code>
/// </summary>
internal sealed class SubjectPublicKey
{
    private const int MinRsaBits = 1_024;
    private const int MaxRsaBits = 16_384;

    private readonly byte[] _key;

    private SubjectPublicKey(ReadOnlyMemory<byte> encoded, byte[] key, PublicKeyKind kind, int bits)
    {
        Encoded = encoded;
        _key = key;
        Kind = kind;
        Bits = bits;
    }

    public ReadOnlyMemory<byte> Encoded { get; }

    public PublicKeyKind Kind { get; }

    /// <summary>Of the RSA modulus or the curve; 0 when unsupported.</summary>
    public int Bits { get; }

    public bool IsRsa => Kind is PublicKeyKind.Rsa or PublicKeyKind.RsaPss;

    /// <summary>A reason not to trust anything this key signs, or <see langword="null"/>.</summary>
    public string? Weakness => Kind switch
    {
        PublicKeyKind.Unsupported => "its key is neither RSA nor ECDSA on P-256, P-384 or P-521",
        PublicKeyKind.Ec => null,
        _ when Bits < MinRsaBits => $"its RSA key has {Bits} bits; at least {MinRsaBits} are needed",
        _ when Bits > MaxRsaBits => $"its RSA key has {Bits} bits; at most {MaxRsaBits} are allowed",
        _ => null,
    };

    public static SubjectPublicKey Read(AsnReader reader)
    {
        ReadOnlyMemory<byte> encoded = reader.PeekEncodedValue();
        AsnReader sequence = reader.ReadSequence();
        SignatureAlgorithmId algorithm = SignatureAlgorithmId.Read(sequence);
        byte[] key = sequence.ReadBitString(out int unused);
        sequence.ThrowIfNotEmpty();
        if (unused != 0)
        {
            throw new CertificateFormatException("the public key is not a whole number of bytes");
        }

        return algorithm.Oid switch
        {
            Oids.RsaKey => new SubjectPublicKey(encoded, key, PublicKeyKind.Rsa, ModulusBits(key)),
            Oids.RsaPss => new SubjectPublicKey(encoded, key, PublicKeyKind.RsaPss, ModulusBits(key)),
            Oids.EcKey when CurveBits(algorithm) is > 0 and var bits => new SubjectPublicKey(encoded, key, PublicKeyKind.Ec, bits),
            _ => new SubjectPublicKey(encoded, key, PublicKeyKind.Unsupported, 0),
        };
    }

    public bool IsIdenticalTo(SubjectPublicKey other) => Encoded.Span.SequenceEqual(other.Encoded.Span);

    /// <summary>Verifies an X.509 signature. False for algorithms that are unknown, weak or of another key type.</summary>
    public bool Verify(SignatureAlgorithmId algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (Weakness is not null || SignatureScheme.Of(algorithm) is not { } scheme)
        {
            return false;
        }

        if (scheme.Padding is null)
        {
            return Kind == PublicKeyKind.Ec && VerifyEc(data, signature, scheme.Hash);
        }

        bool fits = Kind == PublicKeyKind.Rsa || (Kind == PublicKeyKind.RsaPss && scheme.Padding.Mode == RSASignaturePaddingMode.Pss);
        return fits && VerifyRsa(data, signature, scheme);
    }

    /// <summary>Verifies a TLS signature over a hash; <paramref name="padding"/> is <see langword="null"/> for ECDSA.</summary>
    public bool VerifyHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, HashAlgorithmName name, RSASignaturePadding? padding)
    {
        if (Weakness is not null || IsRsa != padding is not null)
        {
            return false;
        }

        try
        {
            if (padding is not null)
            {
                using RSA rsa = ImportRsa();
                return rsa.VerifyHash(hash, signature, name, padding);
            }

            using ECDsa ec = ImportEc();
            return ec.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            // a key that the provider refuses (a point off the curve, an even modulus) verifies nothing
            return false;
        }
    }

    private bool VerifyRsa(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, SignatureScheme scheme)
    {
        try
        {
            if (scheme.Padding == RSASignaturePadding.Pss && !PssWithSalt.IsSystemDefault(scheme))
            {
                return PssWithSalt.Verify(_key, scheme, data, signature);
            }

            using RSA rsa = ImportRsa();
            return rsa.VerifyData(data, signature, scheme.Hash, scheme.Padding!);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private bool VerifyEc(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        try
        {
            using ECDsa ec = ImportEc();
            return ec.VerifyData(data, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private RSA ImportRsa()
    {
        var rsa = RSA.Create();
        rsa.ImportRSAPublicKey(_key, out _);
        return rsa;
    }

    private ECDsa ImportEc()
    {
        var ec = ECDsa.Create();
        ec.ImportSubjectPublicKeyInfo(Encoded.Span, out _);
        return ec;
    }

    private static int ModulusBits(byte[] key)
    {
        var reader = new AsnReader(key, AsnEncodingRules.DER);
        ReadOnlySpan<byte> modulus = reader.ReadSequence().ReadIntegerBytes().Span.TrimStart((byte)0);
        return modulus.IsEmpty ? 0 : (modulus.Length * 8) - (byte.LeadingZeroCount(modulus[0]));
    }

    private static int CurveBits(SignatureAlgorithmId algorithm)
    {
        var parameters = new AsnReader(algorithm.Parameters, AsnEncodingRules.DER);
        if (!parameters.HasData || !parameters.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier))
        {
            return 0;
        }

        return parameters.ReadObjectIdentifier() switch
        {
            Oids.CurveP256 => 256,
            Oids.CurveP384 => 384,
            Oids.CurveP521 => 521,
            _ => 0,
        };
    }
}
