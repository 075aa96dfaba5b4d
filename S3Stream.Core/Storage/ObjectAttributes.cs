namespace S3Stream.Storage;

/// <summary>What is stored beside an object's bytes.</summary>
internal sealed record ObjectAttributes(string? ContentType, IReadOnlyDictionary<string, string> Metadata)
{
    public static ObjectAttributes None { get; } = new(null, new Dictionary<string, string>());
}
