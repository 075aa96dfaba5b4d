using System.Text;
using FsCheck.Xunit;
using S3Stream.Storage;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

public sealed class KeyTextTests
{
    [Property]
    public bool Keys_are_ordered_as_their_utf8_bytes_are(string left, string right)
    {
        left = WellFormed(left);
        right = WellFormed(right);
        int expected = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
        return Math.Sign(KeyText.Compare(left, right)) == Math.Sign(expected);
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

    private static string WellFormed(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
}
