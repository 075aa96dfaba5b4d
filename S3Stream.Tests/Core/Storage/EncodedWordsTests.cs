using FsCheck;
using FsCheck.Xunit;
using S3Stream.Storage;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

/// <summary>Metadata that is not ASCII (RFC 2047).</summary>
public sealed class EncodedWordsTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("ä", "=?UTF-8?B?w6Q=?=")]
    [InlineData(" blanks around ", "=?UTF-8?B?IGJsYW5rcyBhcm91bmQg?=")]
    [InlineData("=?UTF-8?B?w6Q=?=", "=?UTF-8?B?PT9VVEYtOD9CP3c2UT0/PQ==?=")] // what looks like one stays what it is
    public void A_value_is_encoded_where_a_header_would_not_carry_it(string value, string encoded)
    {
        Assert.Equal(encoded, EncodedWords.Encode(value));
        Assert.Equal(value, EncodedWords.Decode(encoded));
    }

    [Theory]
    [InlineData("=?UTF-8?Q?gr=C3=BCn_und_blau?=", "grün und blau")] // as AWS writes it
    [InlineData("=?utf-8?b?w6Q=?=  =?UTF-8?Q?=C3=B6?= and more", "äö and more")]
    [InlineData("=?UTF-8?B?w?= =?UTF-8?B?w6Q=?=", "=?UTF-8?B?w?= ä")]
    [InlineData("=?ISO-8859-1?Q?=E4?=", "=?ISO-8859-1?Q?=E4?=")]
    [InlineData("=?", "=?")]
    [InlineData("a =? b", "a =? b")]
    [InlineData("=?UTF-8?Q?=C", "=?UTF-8?Q?=C")]
    public void What_others_wrote_is_read(string stored, string value) => Assert.Equal(value, EncodedWords.Decode(stored));

    [Property(MaxTest = 500)]
    public void Every_text_comes_back_and_its_words_are_short(UnicodeString text)
    {
        string value = text.Get ?? "";
        if (!KeyText.IsUnicode(value))
        {
            return;
        }

        string encoded = EncodedWords.Encode(value);
        Assert.Equal(value, EncodedWords.Decode(encoded));
        Assert.True(encoded == value || encoded.Split(' ').All(word => word.Length <= 75));
        Assert.DoesNotContain(encoded, char.IsControl);
    }

    /// <summary>Small and in parts: two ways of storing, one of reading.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData((2 * ClientRig.PartSize) + 1)]
    public async Task Metadata_is_read_as_it_was_written_and_without_what_the_library_notes_for_itself(int length)
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        var metadata = new Dictionary<string, string>
        {
            ["title"] = "Größe: 5 µm, 測定",
            ["X-Amz-Meta-Plain"] = "a  b",
            ["empty"] = "",
        };
        await rig.PutAsync("key", length, new UploadOptions { Metadata = metadata, Checksums = ObjectChecksums.Adler32 });

        var expected = new Dictionary<string, string> { ["title"] = "Größe: 5 µm, 測定", ["plain"] = "a  b", ["empty"] = "" };
        ObjectEntry? found = await rig.Client.Catalog.FindAsync(ClientRig.At("key"));
        Assert.Equivalent(expected, found!.Metadata, strict: true);
        await using ObjectDownload download = await rig.Client.OpenDownloadAsync(ClientRig.At("key"));
        Assert.Equivalent(expected, download.Entry.Metadata, strict: true);

        var changes = new Dictionary<string, string> { ["title"] = "ß", ["new"] = "é" };
        await rig.Client.Catalog.ChangeMetadataAsync(ClientRig.At("key"), changes);
        await rig.Client.Catalog.CopyAsync(ClientRig.At("key"), ClientRig.At("copy"));
        found = await rig.Client.Catalog.FindAsync(ClientRig.At("copy"));
        Assert.Equal(("ß", "é", "a  b"), (found!.Metadata["title"], found.Metadata["new"], found.Metadata["plain"]));
    }
}
