using S3Stream.Storage;
using S3Stream.Storage.Failures;
using S3Stream.Upload;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

/// <summary>Which parts that the store lists count as those that were sent.</summary>
public sealed class ListedPartsTests
{
    private static readonly S3Stream.Storage.Failures.StoreCall Call = new("CompleteMultipartUpload", "bucket/key");

    [Fact]
    public void A_part_whose_listed_checksum_is_the_one_sent_gets_the_listed_etag()
    {
        StoredPart sent = Part(1, "altered", crc64: 7);

        IReadOnlyList<StoredPart> parts = ListedParts.Match(Call, [sent], [Part(1, "real", crc64: 7), Part(2, "of somebody else")], false);

        Assert.Equal(sent with { ETag = "real" }, Assert.Single(parts));
    }

    [Fact]
    public void A_part_whose_listed_etag_is_the_md5_of_what_was_sent_is_the_right_one()
    {
        StoredPart sent = Part(1, "altered", md5: "900150983cd24fb0d6963f7d28e17f72");

        IReadOnlyList<StoredPart> parts = ListedParts.Match(Call, [sent], [Part(1, "900150983CD24FB0D6963F7D28E17F72")], false);

        Assert.Equal("900150983CD24FB0D6963F7D28E17F72", Assert.Single(parts).ETag);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_part_of_which_nothing_is_known_counts_only_where_the_whole_is_compared(bool isWholeCompared)
    {
        IReadOnlyList<StoredPart> Match() => ListedParts.Match(Call, [Part(1, "altered", crc64: 7)], [Part(1, "real")], isWholeCompared);

        if (isWholeCompared)
        {
            Assert.Equal("real", Assert.Single(Match()).ETag);
        }
        else
        {
            Assert.Contains("part 1", Assert.Throws<StorageException>(Match).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_part_with_another_checksum_or_length_or_none_at_all_fails_by_name()
    {
        StoredPart[] sent = [Part(1, "a", crc64: 7), Part(2, "b", crc64: 8)];
        StoredPart[][] wrong =
        [
            [Part(1, "a", crc64: 7), Part(2, "b", crc64: 9)],
            [Part(1, "a", crc64: 7), Part(2, "b", crc64: 8, length: 4)],
            [Part(1, "a", crc64: 7)],
        ];
        foreach (StoredPart[] listed in wrong)
        {
            var failure = Assert.Throws<StorageException>(() => ListedParts.Match(Call, sent, listed, isWholeCompared: true));

            Assert.Equal(FailureReason.Corrupt, failure.Reason);
            Assert.Equal(StoreFailure.PartNotAsSent, failure.ErrorCode);
            Assert.Contains("part 2", failure.Message, StringComparison.Ordinal);
        }
    }

    private static StoredPart Part(int number, string etag, ulong? crc64 = null, string? md5 = null, long length = 5) =>
        new(number, length, etag, new ChecksumSet(length, crc64, null, null, null) { Md5 = md5 });
}
