using System.Text;
using FsCheck.Xunit;
using S3Stream.Storage;
using S3Stream.Storage.Failures;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

public sealed class KeyTextTests
{
    /// <summary>On both sides of every place where the orders of UTF-8 and UTF-16 could part.</summary>
    private static readonly string[] Alphabet =
        ["\u0001", "a", "\u007F", "\u0080", "\u07FF", "\u0800", "\uD7FF", "\uE000", "\uFFFD", "\U00010000", "😀", "\U0010FFFF"];

    /// <summary>Keys that begin alike and differ later, or where one is the other's beginning, as random ones almost never do.</summary>
    [Property(MaxTest = 1_000)]
    public bool Keys_are_ordered_as_their_utf8_bytes_are(byte[] common, byte[] left, byte[] right)
    {
        string a = Key([.. common, .. left]);
        string b = Key([.. common, .. right]);
        int expected = Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
        return Math.Sign(KeyText.Compare(a, b)) == Math.Sign(expected);
    }

    [Fact]
    public void Characters_beyond_the_basic_plane_come_last() => Assert.True(KeyText.Compare("a😀", "a\uFFEE") > 0);

    [Theory]
    [InlineData("a+b%2Bc%20d%25", "a b+c d%")]
    [InlineData("%C3%A4%E2%82%AC", "ä€")]
    public void Listed_keys_are_decoded(string listed, string key) => Assert.Equal(key, KeyText.Decode(listed));

    [Fact]
    public void A_key_cannot_forge_a_line_in_a_message() =>
        Assert.Equal("PutObject b/k\\x0d\\x0a2026 ok\\x1b[0m", new StoreCall(
            "PutObject", new ObjectAddress("b", "k\r\n2026 ok\u001b[0m")).ToString());

    private static string Key(byte[] letters) => string.Concat(letters.Select(letter => Alphabet[letter % Alphabet.Length]));
}
