using System.Globalization;
using System.Security.Cryptography;

namespace S3Stream.GridFtp.Protocol;

/// <summary>One algorithm CKSM knows.</summary>
/// <param name="Name">As clients write it, in upper case.</param>
/// <param name="Cost">What FEAT tells clients to choose by; lower is cheaper.</param>
/// <param name="Combinable">
/// Which of the checksums that can be combined from pieces it is; <see cref="ObjectChecksums.None"/> for a hash, which needs all bytes in
/// order.
/// </param>
/// <param name="Hash">The hash it is otherwise.</param>
internal sealed record ChecksumAlgorithm(string Name, int Cost, ObjectChecksums Combinable, HashAlgorithmName Hash = default)
{
    public static IReadOnlyList<ChecksumAlgorithm> All { get; } =
    [
        new("MD5", 10, ObjectChecksums.None, HashAlgorithmName.MD5),
        new("ADLER32", 10, ObjectChecksums.Adler32),
        new("SHA1", 10, ObjectChecksums.None, HashAlgorithmName.SHA1),
        new("SHA256", 11, ObjectChecksums.None, HashAlgorithmName.SHA256),
        new("SHA512", 12, ObjectChecksums.None, HashAlgorithmName.SHA512),
        new("CRC32", 9, ObjectChecksums.Crc32),
        new("CRC32C", 9, ObjectChecksums.Crc32C),
        new("CRC64NVME", 8, ObjectChecksums.Crc64Nvme),
    ];

    public bool IsHash => Combinable == ObjectChecksums.None;

    public static ChecksumAlgorithm? Find(string name) =>
        All.FirstOrDefault(algorithm => algorithm.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Its value in lower-case hexadecimal digits, as many as the algorithm has, or <see langword="null"/> where the set does not have it.
    /// </summary>
    public string? ValueIn(ChecksumSet checksums) => Combinable switch
    {
        ObjectChecksums.Adler32 => checksums.Adler32?.ToString("x8", CultureInfo.InvariantCulture),
        ObjectChecksums.Crc32 => checksums.Crc32?.ToString("x8", CultureInfo.InvariantCulture),
        ObjectChecksums.Crc32C => checksums.Crc32C?.ToString("x8", CultureInfo.InvariantCulture),
        ObjectChecksums.Crc64Nvme => checksums.Crc64Nvme?.ToString("x16", CultureInfo.InvariantCulture),
        _ => Hash == HashAlgorithmName.MD5 ? checksums.Md5 : null,
    };

    /// <summary>A set that has only this value.</summary>
    /// <param name="text">Hexadecimal digits in any case; leading zeros may be missing, but not those of a hash.</param>
    /// <exception cref="FtpException">501: no such digits, or too many. 504: a hash that is not computed while an object comes
    /// in.</exception>
    public ChecksumSet Expect(string text)
    {
        if (Hash == HashAlgorithmName.MD5)
        {
            return text.Length == 32 && text.All(char.IsAsciiHexDigit)
                ? default(ChecksumSet) with { Md5 = text.ToLowerInvariant() }
                : throw Replies.SyntaxError();
        }

        if (IsHash)
        {
            throw new FtpException(Reply.Of(
                504, $"{Name} cannot be compared before the object appears; use {Comparable}, or CKSM {Name} after the transfer."));
        }

        int digits = Combinable == ObjectChecksums.Crc64Nvme ? 16 : 8;
        if (text.Length > digits || !ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value))
        {
            throw Replies.SyntaxError();
        }

        return Combinable switch
        {
            ObjectChecksums.Adler32 => new ChecksumSet(0, null, null, null, (uint)value),
            ObjectChecksums.Crc32 => new ChecksumSet(0, null, (uint)value, null, null),
            ObjectChecksums.Crc32C => new ChecksumSet(0, null, null, (uint)value, null),
            _ => new ChecksumSet(0, value, null, null, null),
        };
    }

    /// <summary>The value of no bytes at all.</summary>
    public string ValueOfNothing() => IsHash
        ? Convert.ToHexStringLower(CryptographicOperations.HashData(Hash, []))
        : ValueIn(ChecksumSet.Of(default, Combinable))!;

    private static string Comparable => string.Join(
        ", ",
        All.Where(algorithm => !algorithm.IsHash || algorithm.Hash == HashAlgorithmName.MD5).Select(algorithm => algorithm.Name));
}
