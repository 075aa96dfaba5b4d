using System.Globalization;

namespace S3Stream.Embedded;

/// <summary>A part of an open upload or of an object. Immutable; who keeps one keeps references on its blobs.</summary>
internal sealed record StoredPart
{
    public required int Number { get; init; }

    public required long Size { get; init; }

    /// <summary>Without quotes: the MD5 of its bytes in hexadecimal.</summary>
    public required string ETag { get; init; }

    public required DateTimeOffset Modified { get; init; }

    public required IReadOnlyList<BlobExtent> Content { get; init; }

    /// <summary>Checksums that were computed when the part arrived. CRC64NVME always.</summary>
    public required IReadOnlyDictionary<ChecksumAlgorithm, byte[]> Checksums { get; init; }

    public void Write(RecordText record)
    {
        record.Add("part", Text(Number), Text(Size), ETag, Modified.ToString("O", CultureInfo.InvariantCulture));
        foreach ((ChecksumAlgorithm algorithm, byte[] value) in Checksums)
        {
            record.Add("sum", algorithm.Name, Convert.ToBase64String(value));
        }

        foreach (BlobExtent extent in Content)
        {
            record.Add("extent", extent.Blob.Id, Text(extent.Offset), Text(extent.Length));
        }
    }

    /// <summary>All parts in a record, in its order. Takes no references.</summary>
    public static List<StoredPart> ReadAll(RecordFields record, BlobStore blobs)
    {
        var parts = new List<StoredPart>();
        List<BlobExtent> content = [];
        Dictionary<ChecksumAlgorithm, byte[]> sums = [];
        foreach ((string name, string[] values) in record.All)
        {
            switch (name)
            {
                case "part":
                    content = [];
                    sums = [];
                    parts.Add(new StoredPart
                    {
                        Number = (int)Whole(values[0]),
                        Size = Whole(values[1]),
                        ETag = values[2],
                        Modified = DateTimeOffset.ParseExact(values[3], "O", CultureInfo.InvariantCulture),
                        Content = content,
                        Checksums = sums,
                    });
                    break;
                case "sum":
                    sums[ChecksumAlgorithm.All.Single(known => known.Name == values[0])] = Convert.FromBase64String(values[1]);
                    break;
                case "extent":
                    content.Add(new BlobExtent(blobs.Load(values[0]), Whole(values[1]), Whole(values[2])));
                    break;
            }
        }

        return parts;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Whole(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
