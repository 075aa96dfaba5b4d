using System.Globalization;
using System.Text;

namespace S3Stream.Integrity;

/// <summary>
/// Checksums that S3 itself does not keep, in the metadata of an object that one request makes:
/// <c>x-amz-meta-s3stream-checksums: length=9;crc64nvme=...;adler32=...</c>. (A multipart upload's metadata is sent before its bytes are
/// known.) Whoever copies metadata to other bytes copies the note too, so it is believed only where its length and, if the store keeps one,
/// its CRC-64 are the object's. Pure.
/// </summary>
internal static class ChecksumNote
{
    public const string MetadataName = "s3stream-checksums";

    /// <summary>The note, or <see langword="null"/> when there is nothing in it that the store does not keep anyway.</summary>
    public static string? Format(ChecksumSet checksums)
    {
        if (checksums is { Crc32: null, Crc32C: null, Adler32: null, Md5: null })
        {
            return null;
        }

        var note = new StringBuilder();
        note.Append(CultureInfo.InvariantCulture, $"length={checksums.Length}");
        _ = checksums.Crc64Nvme is { } crc64 ? note.Append(CultureInfo.InvariantCulture, $";crc64nvme={crc64:x16}") : note;
        _ = checksums.Crc32 is { } crc32 ? note.Append(CultureInfo.InvariantCulture, $";crc32={crc32:x8}") : note;
        _ = checksums.Crc32C is { } crc32C ? note.Append(CultureInfo.InvariantCulture, $";crc32c={crc32C:x8}") : note;
        _ = checksums.Adler32 is { } adler ? note.Append(CultureInfo.InvariantCulture, $";adler32={adler:x8}") : note;
        _ = checksums.Md5 is { } md5 ? note.Append(CultureInfo.InvariantCulture, $";md5={md5}") : note;
        return note.ToString();
    }

    /// <summary>What the store says of an object, and what a note of ours in its metadata adds.</summary>
    public static ChecksumSet Complete(ChecksumSet kept, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(MetadataName, out string? text) || Parse(text) is not { } note || note.Length != kept.Length)
        {
            return kept;
        }

        bool isOfOtherBytes = kept.Crc64Nvme is { } stored && stored != note.Crc64Nvme;
        return isOfOtherBytes
            ? kept
            : new ChecksumSet(
                kept.Length,
                kept.Crc64Nvme ?? note.Crc64Nvme,
                kept.Crc32 ?? note.Crc32,
                kept.Crc32C ?? note.Crc32C,
                kept.Adler32 ?? note.Adler32)
            {
                Md5 = kept.Md5 ?? note.Md5,
            };
    }

    private static ChecksumSet? Parse(string text)
    {
        var note = new ChecksumSet(-1, null, null, null, null);
        foreach (string field in text.Split(';'))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                return null;
            }

            string value = field[(equals + 1)..];
            note = field[..equals] switch
            {
                "length" => note with { Length = Number(value) ?? -1 },
                "crc64nvme" => note with { Crc64Nvme = Hex(value) },
                "crc32" => note with { Crc32 = (uint?)Hex(value) },
                "crc32c" => note with { Crc32C = (uint?)Hex(value) },
                "adler32" => note with { Adler32 = (uint?)Hex(value) },
                "md5" when value.Length == 32 && value.All(char.IsAsciiHexDigitLower) => note with { Md5 = value },
                _ => note,
            };
        }

        return note;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static ulong? Hex(string text) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value) ? value : null;
}
