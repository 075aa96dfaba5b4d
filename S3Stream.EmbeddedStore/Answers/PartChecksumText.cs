using System.Xml;

namespace S3Stream.Embedded;

/// <summary>The checksum element of a part, in the algorithm its upload was created with.</summary>
internal static class PartChecksumText
{
    public static void Write(XmlWriter writer, StoredPart part, UploadPlan plan)
    {
        if (plan.Algorithm is { } algorithm && part.Checksums.TryGetValue(algorithm, out byte[]? value))
        {
            writer.Element(algorithm.ElementName, Convert.ToBase64String(value));
        }
    }
}
