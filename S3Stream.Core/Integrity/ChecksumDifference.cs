using System.Globalization;

namespace S3Stream.Integrity;

/// <summary>What the checksums of bytes and those expected of them do not agree in, in words. Pure.</summary>
internal static class ChecksumDifference
{
    /// <summary>The values that are expected and differ or are not known; <see langword="null"/> when there are none.</summary>
    public static string? Between(ChecksumSet expected, ChecksumSet actual)
    {
        string?[] all =
        [
            Of("CRC64NVME", expected.Crc64Nvme, actual.Crc64Nvme, "x16"),
            Of("CRC32", expected.Crc32, actual.Crc32, "x8"),
            Of("CRC32C", expected.Crc32C, actual.Crc32C, "x8"),
            Of("ADLER32", expected.Adler32, actual.Adler32, "x8"),
        ];
        string found = string.Join(", ", all.OfType<string>());
        return found.Length == 0 ? null : found;
    }

    private static string? Of<T>(string name, T? expected, T? actual, string format)
        where T : struct, IEquatable<T>, IFormattable
    {
        if (expected is not { } wanted || wanted.Equals(actual))
        {
            return null;
        }

        string had = actual?.ToString(format, CultureInfo.InvariantCulture) ?? "not known, as parts of it did not come with this upload";
        return $"{name} is {had} and {wanted.ToString(format, CultureInfo.InvariantCulture)} was expected";
    }
}
