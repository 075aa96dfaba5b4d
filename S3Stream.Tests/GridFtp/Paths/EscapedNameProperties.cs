using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using Xunit;

namespace S3Stream.Tests.GridFtp.Paths;

/// <summary>Scenario 39: every key has one path, every path one key.</summary>
public sealed class EscapedNameProperties
{
    /// <summary>Pieces that names are made of, the awkward ones often.</summary>
    private static readonly string[] Pieces =
        ["/", "/", ".", "..", "=", "@=", "@", "=2F", "=0D", "=3D", "\r", "\n", "\0", "\t", "\x7f", "%2F", "a", "B", " ", "\u00fc", "\U0001F600", "~"];

    [Property(MaxTest = 2_000, Arbitrary = [typeof(EscapedNameProperties)])]
    public void Every_key_is_reached_by_the_path_that_a_listing_shows(OddKey key)
    {
        VirtualPath listed = VirtualPath.Root.Child("bucket").Child(key.Text);

        VirtualPath asked = VirtualPath.Root.Combine(listed.Text);

        Assert.Equal((key.Text, "bucket"), (asked.Key, asked.Bucket));
        Assert.Equal(listed, asked);
        Assert.Equal($"/bucket/{key.Text}", asked.Location);
        Assert.Equal(-1, asked.Text.AsSpan().IndexOfAny("\0\r\n"));
        Assert.DoesNotContain(asked.Text[1..].Split('/'), name => name is "" or "." or "..");
        Assert.Equal(asked, asked.Parent.Combine(asked.Name));
        Assert.True(asked.Parent.Contains(asked));
        Assert.StartsWith(asked.Parent.DirectoryPrefix, asked.Key, StringComparison.Ordinal);
    }

    [Property(MaxTest = 2_000, Arbitrary = [typeof(EscapedNameProperties)])]
    public void Two_keys_never_have_one_path(OddKey one, OddKey other)
    {
        VirtualPath bucket = VirtualPath.Root.Child("bucket");

        Assert.Equal(one.Text == other.Text, bucket.Child(one.Text).Text == bucket.Child(other.Text).Text);
    }

    [Property(MaxTest = 2_000, Arbitrary = [typeof(EscapedNameProperties)])]
    public void Whatever_a_client_sends_is_refused_or_has_its_one_canonical_path(OddKey argument)
    {
        VirtualPath path;
        try
        {
            path = VirtualPath.Root.Combine("/bucket/" + argument.Text);
        }
        catch (FtpException exception)
        {
            Assert.InRange(exception.Reply.Code, 550, 553);
            return;
        }

        Assert.Equal(path, VirtualPath.Root.Combine(path.Text));
        if (!path.IsDirectoryOnly && !path.IsBucket && !path.IsRoot)
        {
            Assert.Equal(path, VirtualPath.Root.Child(path.Bucket).Child(path.Key));
        }
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(EscapedNameProperties)])]
    public void A_directory_beside_an_object_of_its_name_holds_what_the_directory_holds(OddKey key)
    {
        VirtualPath beside = VirtualPath.Root.Child("bucket").Child(key.Text, isDirectoryOnly: true);

        VirtualPath asked = VirtualPath.Root.Combine(beside.Text);

        Assert.Equal(beside, asked);
        Assert.Equal(key.Text + "/", asked.DirectoryPrefix);
        Assert.False(asked.MayBeObject);
        Assert.Equal(VirtualPath.Root.Child("bucket").Child(key.Text + "/x"), asked.Combine("x"));
        Assert.Equal(asked.Combine("x"), asked.Child("x"));
        Assert.Equal(asked.Parent, asked.Combine(".."));
        Assert.True(asked.Contains(asked.Child("x")));
        Assert.NotEqual(asked, asked.AsDirectory);
        Assert.Equal(asked.Location, asked.AsDirectory.Location);
    }

    [Theory]
    [InlineData("", "@=")]
    [InlineData(".", "@=.")]
    [InlineData("..", "@=..")]
    [InlineData("~", "@=~")]
    [InlineData("~x", "~x")]
    [InlineData("a\r\nb=c", "@=a=0D=0Ab=3Dc")]
    [InlineData("@=x", "@=@=3Dx")]
    [InlineData("...", "...")]
    [InlineData("a=2Fb", "a=2Fb")]
    [InlineData("x@=", "x@=")]
    [InlineData("tab\tesc\x1b", "tab\tesc\x1b")]
    [InlineData("%2e%2e", "%2e%2e")]
    public void Only_names_that_no_path_can_express_are_escaped(string component, string name)
    {
        Assert.Equal(name, EscapedName.Of(component));
        Assert.True(EscapedName.TryDecode(name, out string? decoded, out bool isDirectory));
        Assert.Equal((component, false), (decoded, isDirectory));
    }

    [Theory]
    [InlineData("@=a", "what needs no escape")]
    [InlineData("@=a=2Fb", "a slash inside")]
    [InlineData("@=..=2F..", "a slash inside")]
    [InlineData("@==2f", "lower case")]
    [InlineData("@=a=0d", "lower case")]
    [InlineData("@=a=0", "cut short")]
    [InlineData("@=a=", "cut short")]
    [InlineData("@=a=41", "an escape for what is none")]
    [InlineData("@=a=FC=0A", "an escape for what is none")]
    [InlineData("@==+A", "no number")]
    public void A_name_that_nothing_is_called_is_refused(string name, string why)
    {
        var refusal = Assert.Throws<FtpException>(() => VirtualPath.Root.Combine("/bucket/" + name));

        Assert.True(refusal.Reply.Code == 553, why);
        Assert.Contains(EscapedName.Of(name), refusal.Message, StringComparison.Ordinal);
    }

    public static Arbitrary<OddKey> OddKeys() => Gen.Elements(Pieces)
        .ListOf()
        .Select(pieces => string.Concat(pieces.Take(40)))
        .Where(text => text.Length > 0)
        .ToArbitrary()
        .Convert(text => new OddKey(text), key => key.Text);

    public sealed record OddKey(string Text);
}
