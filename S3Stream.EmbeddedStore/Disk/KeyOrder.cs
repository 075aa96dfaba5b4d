namespace S3Stream.Embedded;

/// <summary>
/// The order of keys in listings: that of their UTF-8 bytes. It differs from the order of UTF-16 code units only where a surrogate pair
/// meets U+E000 to U+FFFF: the pair stands for the higher code point.
/// </summary>
internal static class KeyOrder
{
    public static int Compare(string left, string right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        char one = left[same];
        char other = right[same];
        bool oneIsSurrogate = char.IsSurrogate(one);
        return oneIsSurrogate != char.IsSurrogate(other) && Math.Min(one, other) >= 0xD800
            ? (oneIsSurrogate ? 1 : -1)
            : one.CompareTo(other);
    }
}
