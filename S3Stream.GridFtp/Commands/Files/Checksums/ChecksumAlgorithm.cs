using System.Globalization;
using System.Security.Cryptography;

namespace S3Stream.GridFtp.Commands;

/// <summary>One algorithm CKSM knows.</summary>
/// <param name="Name">As clients write it, in upper case.</param>
/// <param name="Cost">What FEAT tells clients to choose by; lower is cheaper.</param>
/// <param name="Start">A new sum.</param>
/// <param name="Stored">The value the store keeps for the whole object, or <see langword="null"/>.</param>
internal sealed record ChecksumAlgorithm(string Name, int Cost, Func<RunningChecksum> Start, Func<ChecksumSet, string?> Stored)
{
    public static IReadOnlyList<ChecksumAlgorithm> All { get; } =
    [
        new("MD5", 10, () => new CryptographicChecksum(HashAlgorithmName.MD5), _ => null),
        new("ADLER32", 10, () => new Adler32Checksum(), stored => Hex(stored.Adler32)),
        new("SHA1", 10, () => new CryptographicChecksum(HashAlgorithmName.SHA1), _ => null),
        new("SHA256", 11, () => new CryptographicChecksum(HashAlgorithmName.SHA256), _ => null),
        new("SHA512", 12, () => new CryptographicChecksum(HashAlgorithmName.SHA512), _ => null),
        new("CRC32", 9, () => new Crc32Checksum(), stored => Hex(stored.Crc32)),
        new("CRC32C", 9, () => new Crc32CChecksum(), stored => Hex(stored.Crc32C)),
        new("CRC64NVME", 8, () => new Crc64NvmeChecksum(), stored => stored.Crc64Nvme?.ToString("x16", CultureInfo.InvariantCulture)),
    ];

    public static ChecksumAlgorithm? Find(string name) =>
        All.FirstOrDefault(algorithm => algorithm.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string? Hex(uint? value) => value?.ToString("x8", CultureInfo.InvariantCulture);
}
