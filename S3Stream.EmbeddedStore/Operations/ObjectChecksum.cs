using System.Globalization;

namespace S3Stream.Embedded;

/// <summary>The checksum of an object from those of its parts, without reading a byte again.</summary>
internal static class ObjectChecksum
{
    public static StoredChecksum Of(UploadPlan plan, IReadOnlyList<StoredPart> parts)
    {
        ChecksumAlgorithm algorithm = plan.Algorithm ?? ChecksumAlgorithm.Crc64Nvme;
        if (plan.ChecksumIsWhole)
        {
            byte[] whole = CrcCombination.Combine(algorithm, parts.Select(part => (part.Checksums[algorithm], part.Size)));
            return new StoredChecksum(algorithm, IsWhole: true, Convert.ToBase64String(whole));
        }

        using IContentHash hash = algorithm.CreateHash();
        foreach (StoredPart part in parts)
        {
            hash.Append(part.Checksums[algorithm]);
        }

        string count = parts.Count.ToString(CultureInfo.InvariantCulture);
        return new StoredChecksum(algorithm, IsWhole: false, Convert.ToBase64String(hash.Finish()) + "-" + count);
    }
}
