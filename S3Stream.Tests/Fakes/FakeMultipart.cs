namespace S3Stream.Tests.Fakes;

/// <summary>A multipart upload that is open in the fake store.</summary>
internal sealed class FakeMultipart(ObjectAddress address, DateTimeOffset initiated, long order, Storage.ObjectAttributes attributes)
{
    public ObjectAddress Address { get; } = address;

    public DateTimeOffset Initiated { get; } = initiated;

    public long Order { get; } = order;

    public Storage.ObjectAttributes Attributes { get; } = attributes;

    /// <summary>When the last part came.</summary>
    public DateTimeOffset LastStored { get; set; }

    public SortedDictionary<int, (byte[] Bytes, string ETag)> Parts { get; } = [];
}
