using System.Security.Cryptography;

namespace S3Stream.GridFtp.Commands;

/// <summary>MD5 and the SHA family.</summary>
internal sealed class CryptographicChecksum(HashAlgorithmName algorithm) : RunningChecksum
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(algorithm);

    public override void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    public override string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public override void Dispose()
    {
        _hash.Dispose();
        base.Dispose();
    }
}
