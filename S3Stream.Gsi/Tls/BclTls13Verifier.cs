using System.Buffers;
using System.Security.Cryptography;
using Org.BouncyCastle.Tls.Crypto;
using S3Stream.Gsi.Certificates;

namespace S3Stream.Gsi.Tls;

/// <summary>Checks the peer's handshake signature over what is written to <see cref="Stream"/>.</summary>
internal sealed class BclTls13Verifier(SubjectPublicKey key, int scheme) : Tls13Verifier
{
    private readonly ArrayBufferWriter<byte> _signed = new();

    public Stream Stream => new BufferWriterStream(_signed);

    public bool VerifySignature(byte[] signature)
    {
        (HashAlgorithmName name, RSASignaturePadding? padding) = TlsSignatureSchemes.Describe(scheme);

        byte[] hash = CryptographicOperations.HashData(name, _signed.WrittenSpan);
        return key.VerifyHash(hash, signature, name, padding);
    }
}
