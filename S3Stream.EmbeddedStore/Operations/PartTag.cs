using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace S3Stream.Embedded;

/// <summary>
/// ETags of multipart uploads. A part sent with Content-MD5 gets its MD5, and an object of such parts the tag AWS gives (rclone holds
/// it against its own). MD5 runs at 0.75 GB/s, so it is not computed where no client asked: such a part gets its CRC64NVME and length.
/// S3 calls the tag opaque; the '-' in it is the sign clients know for "not an MD5". The same bytes get the same tag, so a part sent
/// twice is no surprise.
/// </summary>
internal static class PartTag
{
    public static string OfPart(IReadOnlyDictionary<ChecksumAlgorithm, byte[]> digests, long length) =>
        digests.TryGetValue(ChecksumAlgorithm.Md5, out byte[]? md5)
            ? Convert.ToHexStringLower(md5)
            : Convert.ToHexStringLower(digests[ChecksumAlgorithm.Crc64Nvme]) + length.ToString("x16", CultureInfo.InvariantCulture) + "-p";

    /// <summary>The MD5 of the parts' MD5s (of their tags, where one is not an MD5) and the number of parts.</summary>
    public static string OfObject(IReadOnlyCollection<StoredPart> parts)
    {
        bool allMd5 = parts.All(part => !part.ETag.Contains('-', StringComparison.Ordinal));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (StoredPart part in parts)
        {
            hash.AppendData(allMd5 ? Convert.FromHexString(part.ETag) : Encoding.ASCII.GetBytes(part.ETag));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) + "-" + parts.Count.ToString(CultureInfo.InvariantCulture);
    }
}
