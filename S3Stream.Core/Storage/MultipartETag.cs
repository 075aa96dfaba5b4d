using System.Buffers;
using System.Security.Cryptography;

namespace S3Stream.Storage;

/// <summary>The ETag that S3 gives an object made of parts.</summary>
internal static class MultipartETag
{
    /// <summary>
    /// The MD5 of the parts' MD5s, a dash, and the number of parts; <see langword="null"/> where the store's parts have ETags that are no
    /// MD5s.
    /// </summary>
    public static string? Of(IReadOnlyList<StoredPart> parts)
    {
        using IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        Span<byte> sum = stackalloc byte[16];
        foreach (StoredPart part in parts)
        {
            if (part.ETag.Length != 32 || Convert.FromHexString(part.ETag, sum, out _, out _) != OperationStatus.Done)
            {
                return null;
            }

            md5.AppendData(sum);
        }

        return $"{Convert.ToHexStringLower(md5.GetHashAndReset())}-{parts.Count}";
    }
}
