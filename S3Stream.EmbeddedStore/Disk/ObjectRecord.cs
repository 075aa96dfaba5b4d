namespace S3Stream.Embedded;

/// <summary>
/// All that is known of an object: its content is the parts' extents in order. Immutable; the index keeps references on its blobs.
/// </summary>
internal sealed record ObjectRecord
{
    private readonly IReadOnlyList<StoredPart> _parts = [];

    public required string Key { get; init; }

    /// <summary>Without quotes.</summary>
    public required string ETag { get; init; }

    public required DateTimeOffset Modified { get; init; }

    /// <summary>Headers given back with the object, names lower-case.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The parts it was uploaded in; an object written at once is one part.</summary>
    public required IReadOnlyList<StoredPart> Parts
    {
        get => _parts;
        init
        {
            _parts = value;
            Size = value.Sum(part => part.Size);
        }
    }

    /// <summary>S3's object tags, each name once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    public StoredChecksum? Checksum { get; init; }

    /// <summary>The multipart upload that made it, for a Complete that is sent twice; null when written at once or copied.</summary>
    public string? UploadId { get; init; }

    public long Size { get; private init; }

    /// <summary>Whether it was uploaded in parts: the '-' in its tag says so, to clients too.</summary>
    public bool IsMultipart => ETag.Contains('-', StringComparison.Ordinal);

    public string QuotedETag => $"\"{ETag}\"";

    public IEnumerable<BlobExtent> Content => Parts.SelectMany(part => part.Content);

    /// <summary>As HTTP dates can tell it.</summary>
    public DateTimeOffset ModifiedSeconds => new(Modified.Ticks - (Modified.Ticks % TimeSpan.TicksPerSecond), Modified.Offset);

    public byte[] ToBytes()
    {
        RecordText record = new RecordText("object").Add("key", Key).Add("etag", ETag).Add("modified", Modified);
        if (UploadId is not null)
        {
            record.Add("upload", UploadId);
        }

        if (Checksum is not null)
        {
            record.Add("checksum", Checksum.Algorithm.Name, Checksum.Type, Checksum.Value);
        }

        foreach ((string name, string value) in Headers)
        {
            record.Add("header", name, value);
        }

        foreach ((string name, string value) in Tags)
        {
            record.Add("tag", name, value);
        }

        foreach (StoredPart part in Parts)
        {
            part.Write(record);
        }

        return record.Finish();
    }

    public static ObjectRecord Parse(byte[] bytes, BlobStore blobs)
    {
        RecordFields record = RecordFields.Parse(bytes, "object");
        return new ObjectRecord
        {
            Key = record.Text("key"),
            ETag = record.Text("etag"),
            Modified = record.Time("modified"),
            UploadId = record.Optional("upload"),
            Checksum = record.Each("checksum").Select(ReadChecksum).FirstOrDefault(),
            Headers = [.. record.Each("header").Select(values => new KeyValuePair<string, string>(values[0], values[1]))],
            Tags = [.. record.Each("tag").Select(values => new KeyValuePair<string, string>(values[0], values[1]))],
            Parts = StoredPart.ReadAll(record, blobs),
        };
    }

    private static StoredChecksum ReadChecksum(string[] values) =>
        new(ChecksumAlgorithm.All.Single(known => known.Name == values[0]), values[1] == StoredChecksum.WholeType, values[2]);
}
