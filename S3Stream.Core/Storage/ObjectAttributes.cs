using S3Stream.Integrity;

namespace S3Stream.Storage;

/// <summary>What is stored beside an object's bytes.</summary>
/// <param name="ContentType">The Content-Type; <see langword="null"/>: the store's default.</param>
/// <param name="Metadata">User metadata as it is sent: see <see cref="MetadataText.Encode"/>.</param>
internal sealed record ObjectAttributes(string? ContentType, IReadOnlyDictionary<string, string> Metadata)
{
    public static ObjectAttributes None { get; } = new(null, new Dictionary<string, string>());

    /// <summary>What an upload's options say, as it is sent.</summary>
    /// <exception cref="ArgumentException">A value cannot be sent; the message names the option.</exception>
    public static ObjectAttributes From(UploadOptions options)
    {
        if (options.ContentType is { } type)
        {
            HeaderText.ThrowIfNoMediaType(type, nameof(UploadOptions.ContentType));
        }

        return new ObjectAttributes(options.ContentType, MetadataText.Encode(options.Metadata, nameof(UploadOptions.Metadata)));
    }

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
