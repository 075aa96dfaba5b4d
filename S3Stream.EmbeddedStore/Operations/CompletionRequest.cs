using System.Xml.Linq;

namespace S3Stream.Embedded;

/// <summary>What a CompleteMultipartUpload asks for, held against the parts that were uploaded.</summary>
internal static class CompletionRequest
{
    /// <summary>The parts the object is to be made of, in order; faults where the document and the parts disagree.</summary>
    public static List<StoredPart> Select(XElement document, IReadOnlyDictionary<int, StoredPart> uploaded)
    {
        var selected = new List<StoredPart>();
        foreach (XElement entry in document.Children("Part"))
        {
            int number = WholeNumber.Parse("PartNumber", entry.Required("PartNumber").Trim(), 1, StoreLimits.MaxPartNumber);

            if (selected.Count > 0 && number <= selected[^1].Number)
            {
                throw StoreError.InvalidPartOrder.Fault(
                    $"The list of parts was not in ascending order: {number} follows {selected[^1].Number}.");
            }

            if (!uploaded.TryGetValue(number, out StoredPart? part) || !Conditions.SameETag(entry.Required("ETag"), part.ETag)
                || !SameChecksums(entry, part))
            {
                throw StoreError.InvalidPart.Fault(
                    $"Part {number} could not be found, or its ETag or checksum is not the uploaded part's.");
            }

            selected.Add(part);
        }

        if (selected.Count == 0)
        {
            throw StoreError.MalformedXml.Fault("You must specify at least one part.");
        }

        return selected.SkipLast(1).FirstOrDefault(part => part.Size < StoreLimits.MinPartBytes) is { } small
            ? throw StoreError.EntityTooSmall.Fault(
                $"Part {small.Number} has {small.Size} bytes; every part but the last must have {StoreLimits.MinPartBytes}.")
            : selected;
    }

    /// <summary>Checks x-amz-mp-object-size and x-amz-checksum-* of the request, which speak of the object, not of the document.</summary>
    public static void CheckObject(StoreRequest request, UploadPlan plan, IReadOnlyList<StoredPart> parts, StoredChecksum checksum)
    {
        long size = parts.Sum(part => part.Size);
        if (request.Header("x-amz-mp-object-size") is { } declaredSize
            && WholeNumber.Parse("x-amz-mp-object-size", declaredSize, 0, long.MaxValue) != size)
        {
            throw StoreError.InvalidRequest.Fault($"The parts have {size} bytes together; x-amz-mp-object-size says {declaredSize}.");
        }

        if (request.Header("x-amz-checksum-type") is { } type && type != checksum.Type)
        {
            throw StoreError.InvalidRequest.Fault($"The upload was created with the checksum type {checksum.Type}, not {type}.");
        }

        foreach (ChecksumAlgorithm algorithm in ChecksumAlgorithm.All)
        {
            if (request.Header(algorithm.HeaderName) is { } declared)
            {
                CheckChecksum(algorithm, declared, plan, parts, checksum);
            }
        }
    }

    private static void CheckChecksum(
        ChecksumAlgorithm algorithm, string declared, UploadPlan plan, IReadOnlyList<StoredPart> parts, StoredChecksum checksum)
    {
        StoredChecksum actual = algorithm switch
        {
            _ when algorithm == checksum.Algorithm => checksum,
            _ when algorithm == ChecksumAlgorithm.Crc64Nvme =>
                ObjectChecksum.Of(plan with { Algorithm = null, ChecksumIsWhole = true }, parts),
            _ =>
                throw StoreError.InvalidRequest.Fault(
                    $"The upload was created with {checksum.Algorithm}; it has no {algorithm} to compare."),
        };

        // a composite value may be told with its "-N" or without
        if (declared != actual.Value && (actual.IsWhole || declared != actual.Value.Split('-')[0]))
        {
            throw StoreError.BadDigest.Fault($"The {algorithm} you specified did not match the calculated checksum.");
        }
    }

    private static bool SameChecksums(XElement entry, StoredPart part) => ChecksumAlgorithm.All.All(algorithm =>
        entry.Optional(algorithm.ElementName) is not { } declared
        || (part.Checksums.TryGetValue(algorithm, out byte[]? value) && Convert.ToBase64String(value) == declared.Trim()));
}
