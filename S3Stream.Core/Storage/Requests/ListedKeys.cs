namespace S3Stream.Storage.Requests;

/// <summary>
/// How a store writes keys where a listing is asked for with <c>encoding-type=url</c>. S3 writes a plus as <c>%2B</c> and a blank as
/// <c>+</c> or <c>%20</c>; some leave a plus as it is, so that <c>a+b</c> would be read as <c>a b</c>. Pure.
/// </summary>
internal static class ListedKeys
{
    /// <summary>A prefix that tells it: listings repeat the prefix in the same encoding as the keys.</summary>
    public const string Question = "+ ";

    /// <summary>Whether a plus stands for itself, by how the store wrote <see cref="Question"/>; null where that does not tell.</summary>
    public static bool? IsPlusLiteral(string? echo) => echo switch
    {
        "%2B+" or "%2b+" or "%2B%20" or "%2b%20" => false,
        "+%20" => true,
        _ => null,
    };

    /// <summary>The key.</summary>
    public static string Decode(string listed, bool isPlusLiteral) =>
        isPlusLiteral ? Uri.UnescapeDataString(listed) : KeyText.Decode(listed);
}
