using S3Stream.Addressing;
using S3Stream.Storage;

namespace S3Stream.Upload;

/// <summary>How an open multipart upload is continued: the layout its parts agree with, and the parts that count as stored. Pure.</summary>
internal sealed record ResumePlan(PartLayout Layout, UploadManifest Manifest)
{
    /// <summary>
    /// The plan for these parts, or <see langword="null"/> when no layout puts every part where its size says. A short last part counts
    /// only where the declared length ends in it; otherwise it is sent again under its number, which replaces it.
    /// </summary>
    public static ResumePlan? Fit(S3StreamOptions options, long? length, IReadOnlyList<StoredPart> parts)
    {
        foreach (PartLayout layout in Candidates(options, length, parts))
        {
            if (TryFit(layout, length, parts) is { } manifest)
            {
                return new ResumePlan(layout, manifest);
            }
        }

        return null;
    }

    /// <summary>The layouts another process may have used: with or without a declared length, or with another part size.</summary>
    private static IEnumerable<PartLayout> Candidates(S3StreamOptions options, long? length, IReadOnlyList<StoredPart> parts)
    {
        yield return PartSizePolicy.Choose(options, length);
        if (length is not null)
        {
            yield return PartSizePolicy.Choose(options, null);
        }

        long maxPartSize = PartSizePolicy.MaxPartSize(options);
        if (parts.Count > 0 && parts[0].Length is var first && first >= S3Limits.MinPartSize && first <= maxPartSize)
        {
            PartLayout uniform = PartLayout.Uniform(first, options.Profile.MaxParts);
            if (length is null || length <= uniform.Capacity)
            {
                yield return uniform;
                yield return PartLayout.Ladder(first, maxPartSize, options.Profile.MaxParts);
            }
        }
    }

    private static UploadManifest? TryFit(PartLayout layout, long? length, IReadOnlyList<StoredPart> parts)
    {
        UploadManifest manifest = new();
        Extent whole = new(0, length ?? layout.Capacity);
        foreach (StoredPart part in parts)
        {
            Extent extent = layout.ExtentOf(part.Number);
            Extent inside = extent.Intersect(whole);
            if (inside.IsEmpty)
            {
                return null;
            }

            if (part.Length == inside.Length)
            {
                manifest.Add(part, inside);
            }
            else if (part.Number != parts[^1].Number || part.Length > extent.Length)
            {
                return null;
            }
        }

        return manifest;
    }
}
