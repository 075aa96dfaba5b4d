namespace S3Stream.Embedded;

/// <summary>What was settled when a multipart upload was created. Immutable.</summary>
internal sealed record UploadPlan
{
    public required string Id { get; init; }

    public required string Key { get; init; }

    public required DateTimeOffset Initiated { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The tags the object gets.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>The checksum asked for, or null: then the object gets CRC64NVME over the whole.</summary>
    public ChecksumAlgorithm? Algorithm { get; init; }

    public bool ChecksumIsWhole { get; init; }

    public byte[] ToBytes()
    {
        RecordText record = new RecordText("upload").Add("id", Id).Add("key", Key).Add("initiated", Initiated);
        if (Algorithm is not null)
        {
            record.Add("checksum", Algorithm.Name, ChecksumIsWhole ? StoredChecksum.WholeType : StoredChecksum.CompositeType);
        }

        foreach ((string name, string value) in Headers)
        {
            record.Add("header", name, value);
        }

        foreach ((string name, string value) in Tags)
        {
            record.Add("tag", name, value);
        }

        return record.Finish();
    }

    public static UploadPlan Parse(byte[] bytes)
    {
        RecordFields record = RecordFields.Parse(bytes, "upload");
        string[]? checksum = record.Each("checksum").FirstOrDefault();
        return new UploadPlan
        {
            Id = record.Text("id"),
            Key = record.Text("key"),
            Initiated = record.Time("initiated"),
            Algorithm = checksum is null ? null : ChecksumAlgorithm.All.Single(known => known.Name == checksum[0]),
            ChecksumIsWhole = checksum is null || checksum[1] == StoredChecksum.WholeType,
            Headers = [.. record.Each("header").Select(values => new KeyValuePair<string, string>(values[0], values[1]))],
            Tags = [.. record.Each("tag").Select(values => new KeyValuePair<string, string>(values[0], values[1]))],
        };
    }
}
