using System.IO.Hashing;
using System.Security.Cryptography;

namespace S3Stream.Embedded;

/// <summary>A checksum S3 knows: how it is called in headers and documents, and how it is computed. Compared by reference.</summary>
internal sealed class ChecksumAlgorithm
{
    public static readonly ChecksumAlgorithm Crc32 = new("CRC32", 4, 0xEDB88320, () => new CrcHash(new Crc32()));
    public static readonly ChecksumAlgorithm Crc32C = new("CRC32C", 4, 0x82F63B78, () => new CrcHash(new Crc32(Crc32ParameterSet.Crc32C)));
    public static readonly ChecksumAlgorithm Crc64Nvme = new(
        "CRC64NVME", 8, 0x9A6C9329AC4BC9B5, () => new CrcHash(new Crc64(Crc64ParameterSet.Nvme)));
    public static readonly ChecksumAlgorithm Sha1 = new("SHA1", 20, 0, () => new CryptographicHash(HashAlgorithmName.SHA1));
    public static readonly ChecksumAlgorithm Sha256 = new("SHA256", 32, 0, () => new CryptographicHash(HashAlgorithmName.SHA256));

    /// <summary>Content-MD5 and the ETag of a whole object; not one of S3's additional checksums.</summary>
    public static readonly ChecksumAlgorithm Md5 = new("MD5", 16, 0, () => new CryptographicHash(HashAlgorithmName.MD5));

    private readonly Func<IContentHash> _create;

    private ChecksumAlgorithm(string name, int byteCount, ulong polynomial, Func<IContentHash> create)
    {
        Name = name;
        ByteCount = byteCount;
        Polynomial = polynomial;
        _create = create;
        HeaderName = "x-amz-checksum-" + name.ToLowerInvariant();
        ElementName = "Checksum" + name;
    }

    /// <summary>All that x-amz-checksum-* can name.</summary>
    public static IReadOnlyList<ChecksumAlgorithm> All { get; } = [Crc32, Crc32C, Crc64Nvme, Sha1, Sha256];

    public string Name { get; }

    public string HeaderName { get; }

    public string ElementName { get; }

    public int ByteCount { get; }

    /// <summary>The reflected polynomial of a CRC, 0 for a cryptographic hash. Only CRCs of parts combine to the whole object's.</summary>
    public ulong Polynomial { get; }

    public bool IsCrc => Polynomial != 0;

    public IContentHash CreateHash() => _create();

    /// <summary>The algorithm a request names, such as "CRC32"; null for no name.</summary>
    public static ChecksumAlgorithm? FromName(string? name, string where)
    {
        if (name is null)
        {
            return null;
        }

        return All.FirstOrDefault(algorithm => algorithm.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw StoreError.InvalidRequest.Fault(
                $"{where} names an unknown checksum algorithm: {name}. Known: {string.Join(", ", All.Select(known => known.Name))}.");
    }

    public override string ToString() => Name;
}
