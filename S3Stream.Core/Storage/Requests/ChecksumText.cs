using System.Buffers.Binary;

namespace S3Stream.Storage.Requests;

/// <summary>Checksum values as S3 writes them: base64 of the big-endian bytes.</summary>
internal static class ChecksumText
{
    public static string From(ulong crc64)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, crc64);
        return Convert.ToBase64String(bytes);
    }

    /// <inheritdoc cref="From(ulong)"/>
    public static string From(uint crc32)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, crc32);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>
    /// The value, or <see langword="null"/> for a text that is none: missing, or a composite value (<c>value-parts</c>), which is not one
    /// of the object's bytes.
    /// </summary>
    public static ulong? ToUInt64(string? text)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        return TryDecode(text, bytes) ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : null;
    }

    /// <inheritdoc cref="ToUInt64"/>
    public static uint? ToUInt32(string? text)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        return TryDecode(text, bytes) ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : null;
    }

    // Convert writes nothing and says no when the text is longer than the value
    private static bool TryDecode(string? text, Span<byte> value) =>
        text is not null && Convert.TryFromBase64String(text, value, out int written) && written == value.Length;
}
