namespace S3Stream.Tests.Fakes;

/// <summary>An object the fake store holds.</summary>
internal sealed record FakeObject(
    byte[] Bytes, string ETag, DateTimeOffset Modified, Storage.ObjectAttributes Attributes, ulong Crc64Nvme, string VersionId)
{
    public ChecksumSet Checksums { get; init; } = new(Bytes.Length, Crc64Nvme, null, null, null);

    public ObjectEntry ToEntry(string key, bool lookedUp) => new()
    {
        Key = key,
        Length = Bytes.Length,
        LastModified = Modified,
        ETag = ETag,
        Metadata = lookedUp ? Attributes.Metadata : new Dictionary<string, string>(),
        Checksums = lookedUp ? Checksums : default,
        KeptChecksums = lookedUp ? Checksums : default,
    };
}
