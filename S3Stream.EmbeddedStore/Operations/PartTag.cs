using System.Globalization;
using System.Security.Cryptography;

namespace S3Stream.Embedded;

/// <summary>ETags of multipart uploads as AWS makes them: clients (rclone, s5cmd) hold them against their own.</summary>
internal static class PartTag
{
    /// <summary>The MD5 of the part's bytes.</summary>
    public static string OfPart(IReadOnlyDictionary<ChecksumAlgorithm, byte[]> digests) =>
        Convert.ToHexStringLower(digests[ChecksumAlgorithm.Md5]);

    /// <summary>The MD5 of the parts' MD5s, a dash, and the number of parts.</summary>
    public static string OfObject(IReadOnlyCollection<StoredPart> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (StoredPart part in parts)
        {
            hash.AppendData(Convert.FromHexString(part.ETag));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) + "-" + parts.Count.ToString(CultureInfo.InvariantCulture);
    }
}
