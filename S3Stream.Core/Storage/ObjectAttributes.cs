using S3Stream.Integrity;

namespace S3Stream.Storage;

/// <summary>What is stored beside an object's bytes.</summary>
internal sealed record ObjectAttributes(string? ContentType, IReadOnlyDictionary<string, string> Metadata)
{
    public static ObjectAttributes None { get; } = new(null, new Dictionary<string, string>());

    /// <summary>The type to send: S3's own default is named, as the SDK would guess one from the key's extension.</summary>
    public string ContentTypeOrDefault => ContentType ?? "binary/octet-stream";

    /// <summary>These, and a note of the checksums that the store does not keep.</summary>
    public ObjectAttributes WithNoteOf(ChecksumSet checksums) => ChecksumNote.Format(checksums) is { } note
        ? this with
        {
            Metadata = new Dictionary<string, string>(Metadata, StringComparer.OrdinalIgnoreCase) { [ChecksumNote.MetadataName] = note },
        }
        : this;
}
