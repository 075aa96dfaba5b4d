using System.Text;

namespace S3Stream.Embedded;

/// <summary>What S3 accepts as names of buckets and keys.</summary>
internal static class StorageNames
{
    private const int MaxKeyBytes = 1_024;

    public static bool IsBucketName(string name) =>
        name.Length is >= 3 and <= 63
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-')
        && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && !name.Contains("..", StringComparison.Ordinal);

    public static string CheckedKey(string key) => Encoding.UTF8.GetByteCount(key) <= MaxKeyBytes
        ? key
        : throw StoreError.KeyTooLong.Fault();
}
