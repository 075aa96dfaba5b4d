using System.Security.Cryptography;

namespace S3Stream.Embedded;

/// <summary>MD5, SHA-1 or SHA-256 of a body.</summary>
internal sealed class CryptographicHash(HashAlgorithmName name) : IContentHash
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(name);

    public void Append(ReadOnlySpan<byte> content) => _hash.AppendData(content);

    public byte[] Finish() => _hash.GetCurrentHash();

    public void Dispose() => _hash.Dispose();
}
