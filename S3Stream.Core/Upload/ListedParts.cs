using S3Stream.Storage;
using S3Stream.Storage.Failures;

namespace S3Stream.Upload;

/// <summary>
/// The parts of an upload as the store lists them, held against those that were acknowledged: an answer may have been altered on the way,
/// and another process may have sent the part anew. Pure.
/// </summary>
internal static class ListedParts
{
    /// <summary>The parts to complete with: those sent, with the ETags that the store lists.</summary>
    /// <param name="call">The completion, for failures.</param>
    /// <param name="sent">The parts as they were acknowledged.</param>
    /// <param name="listed">The parts as they are listed.</param>
    /// <param name="isWholeCompared">The completion lets the store compare the whole object's checksum.</param>
    /// <exception cref="StorageException">
    /// <see cref="FailureReason.Corrupt"/>: a part is not there, has other bytes, or nothing tells which bytes it has.
    /// </exception>
    public static IReadOnlyList<StoredPart> Match(
        StoreCall call, IReadOnlyList<StoredPart> sent, IReadOnlyList<StoredPart> listed, bool isWholeCompared)
    {
        Dictionary<int, StoredPart> byNumber = listed.ToDictionary(part => part.Number);
        var parts = new List<StoredPart>(sent.Count);
        foreach (StoredPart part in sent)
        {
            if (!byNumber.TryGetValue(part.Number, out StoredPart found))
            {
                throw Failure(call, $"part {part.Number} was acknowledged, but the store does not list it");
            }

            if (found.Length != part.Length)
            {
                throw Failure(call, $"part {part.Number} has {found.Length} bytes in the store, but {part.Length} were sent");
            }

            bool? isSame = IsSame(part.Checksums, found.Checksums) ?? IsMd5(part, found);
            if (isSame == false || (isSame is null && !isWholeCompared))
            {
                string what = isSame is null ? "nothing tells which bytes it has" : "it has other bytes";
                throw Failure(
                    call,
                    $"part {part.Number} was acknowledged with the ETag {KeyText.Printable(part.ETag)}, the store lists "
                        + $"{KeyText.Printable(found.ETag)}, and {what}");
            }

            parts.Add(part with { ETag = found.ETag });
        }

        return parts;
    }

    private static StorageException Failure(StoreCall call, string what) =>
        StoreFailure.Create(FailureReason.Corrupt, call, what + ". Send the object again", StoreFailure.PartNotAsSent);

    /// <summary>Whether the checksums that both have agree; null where they have none in common.</summary>
    private static bool? IsSame(ChecksumSet sent, ChecksumSet found)
    {
        bool?[] comparisons =
        [
            sent.Crc64Nvme is { } crc64 && found.Crc64Nvme is { } otherCrc64 ? crc64 == otherCrc64 : null,
            sent.Crc32 is { } crc32 && found.Crc32 is { } otherCrc32 ? crc32 == otherCrc32 : null,
            sent.Crc32C is { } crc32C && found.Crc32C is { } otherCrc32C ? crc32C == otherCrc32C : null,
        ];
        return comparisons.Contains(false) ? false : comparisons.Contains(true) ? true : null;
    }

    /// <summary>The listed ETag proves the bytes where it is their MD5, or the one acknowledged; another one proves nothing.</summary>
    private static bool? IsMd5(StoredPart sent, StoredPart found) =>
        found.ETag == sent.ETag || string.Equals(sent.Checksums.Md5, found.ETag, StringComparison.OrdinalIgnoreCase) ? true : null;
}
