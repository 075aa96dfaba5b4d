using S3Stream.Integrity;

namespace S3Stream.Storage;

/// <summary>
/// User metadata between what callers see and what is stored: names without prefix and in lower case, values as headers. Pure.
/// </summary>
internal static class MetadataText
{
    /// <summary>What the names of user metadata begin with in requests and answers.</summary>
    public const string Prefix = "x-amz-meta-";

    /// <summary>The entry that proves which upload made an object; see <see cref="S3Stream.Upload.UploadRequests"/>.</summary>
    public const string TokenName = "s3stream-token";

    /// <summary>The entries as they are sent.</summary>
    /// <exception cref="ArgumentException">A name is no header's, is there twice or is ours, or a value is null or has control characters.
    /// </exception>
    public static Dictionary<string, string> Encode(IReadOnlyDictionary<string, string>? metadata, string member)
    {
        var encoded = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in metadata ?? new Dictionary<string, string>())
        {
            string bare = name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? name[Prefix.Length..] : name;
            HeaderText.ThrowIfNoToken(bare, member);
            if (value is null)
            {
                throw new ArgumentException($"{member} has no value for '{bare}'.", member);
            }

            HeaderText.ThrowIfControl(value, $"{member}[{bare}]");
            if (!KeyText.IsUnicode(value))
            {
                throw new ArgumentException($"{member} has a value for '{bare}' that is no Unicode text.", member);
            }

            if (IsOurs(bare) || !encoded.TryAdd(bare.ToLowerInvariant(), EncodedWords.Encode(value)))
            {
                string why = IsOurs(bare) ? "which the library writes itself" : "twice, as case does not tell names apart";
                throw new ArgumentException($"{member} has the name '{bare}', {why}.", member);
            }
        }

        return encoded;
    }

    /// <summary>What callers see of entries that are stored.</summary>
    public static Dictionary<string, string> Decode(IReadOnlyDictionary<string, string> stored)
    {
        var decoded = new Dictionary<string, string>(stored.Count, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in stored)
        {
            if (!IsOurs(name))
            {
                decoded[name] = EncodedWords.Decode(value);
            }
        }

        return decoded;
    }

    private static bool IsOurs(string name) =>
        name.Equals(TokenName, StringComparison.OrdinalIgnoreCase)
        || name.Equals(ChecksumNote.MetadataName, StringComparison.OrdinalIgnoreCase);
}
