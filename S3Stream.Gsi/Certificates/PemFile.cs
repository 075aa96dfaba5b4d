using System.Security.Cryptography;

namespace S3Stream.Gsi.Certificates;

/// <summary>PEM blocks out of text, in order.</summary>
internal static class PemFile
{
    /// <summary>The DER of every certificate in <paramref name="pem"/>.</summary>
    /// <exception cref="CertificateFormatException">One of them cannot be read.</exception>
    public static List<GsiCertificate> ReadCertificates(ReadOnlySpan<char> pem)
    {
        var certificates = new List<GsiCertificate>();
        while (PemEncoding.TryFind(pem, out PemFields fields))
        {
            if (pem[fields.Label] is "CERTIFICATE" or "X509 CERTIFICATE")
            {
                certificates.Add(GsiCertificate.Parse(Decode(pem, fields)));
            }

            pem = pem[fields.Location.End..];
        }

        return certificates;
    }

    /// <summary>The content of the first block with that label, or <see langword="null"/>.</summary>
    public static byte[]? Find(ReadOnlySpan<char> pem, string label)
    {
        while (PemEncoding.TryFind(pem, out PemFields fields))
        {
            if (pem[fields.Label].SequenceEqual(label))
            {
                return Decode(pem, fields);
            }

            pem = pem[fields.Location.End..];
        }

        return null;
    }

    /// <summary>The private key in <paramref name="pem"/>: PKCS#8, or the older RSA and EC forms, never encrypted.</summary>
    /// <exception cref="CertificateFormatException">There is none, or it needs a pass phrase.</exception>
    public static AsymmetricAlgorithm ReadPrivateKey(ReadOnlySpan<char> pem)
    {
        ReadOnlySpan<char> rest = pem;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            ReadOnlySpan<char> label = rest[fields.Label];
            if (label is "ENCRYPTED PRIVATE KEY"
                || (label.EndsWith("PRIVATE KEY") && rest[fields.Location].Contains("ENCRYPTED", StringComparison.Ordinal)))
            {
                throw new CertificateFormatException("the private key is encrypted; remove its pass phrase (openssl pkey)");
            }

            if (label.EndsWith("PRIVATE KEY"))
            {
                return ImportKey(label, rest[fields.Location]);
            }

            rest = rest[fields.Location.End..];
        }

        throw new CertificateFormatException(
            "there is no private key in it (PEM block \"PRIVATE KEY\", \"RSA PRIVATE KEY\" or \"EC PRIVATE KEY\")");
    }

    private static AsymmetricAlgorithm ImportKey(ReadOnlySpan<char> label, ReadOnlySpan<char> block)
    {
        if (label is "EC PRIVATE KEY")
        {
            return Import(ECDsa.Create(), block) ?? throw Unreadable();
        }

        AsymmetricAlgorithm? key = Import(RSA.Create(), block);
        return key ?? (label is "PRIVATE KEY" ? Import(ECDsa.Create(), block) : null) ?? throw Unreadable();
    }

    private static AsymmetricAlgorithm? Import(AsymmetricAlgorithm key, ReadOnlySpan<char> block)
    {
        try
        {
            key.ImportFromPem(block);
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            key.Dispose();
            return null;
        }
    }

    private static CertificateFormatException Unreadable() => new("the private key is neither RSA nor EC, or is damaged");

    private static byte[] Decode(ReadOnlySpan<char> pem, PemFields fields)
    {
        var bytes = new byte[fields.DecodedDataLength];
        Convert.TryFromBase64Chars(pem[fields.Base64Data], bytes, out _);
        return bytes;
    }
}
