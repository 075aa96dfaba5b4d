using S3Stream.Download;
using S3Stream.Storage;
using Xunit;

namespace S3Stream.Tests.Core.Download;

public sealed class ObjectVersionTests
{
    private static readonly ObjectAddress Address = new("bucket", "key");

    [Fact]
    public async Task Nobody_learns_the_version_before_all_that_relies_on_it_is_set_up()
    {
        var version = new ObjectVersion(Address);
        var entry = new ObjectEntry { Key = "key", Length = 10, ETag = "etag" };

        version.Accept(new RangeReply(new Extent(0, 10), entry, Body: null));

        // other ranges are read as soon as it is known: their slabs would be left out of a proof that has not begun
        Assert.False(version.Known.IsCompleted);
        version.Announce();
        Assert.Equal(entry, await version.Known);
    }

    [Fact]
    public void An_answer_of_another_version_is_refused()
    {
        var version = new ObjectVersion(Address);
        var entry = new ObjectEntry { Key = "key", Length = 10, ETag = "etag" };
        version.Accept(new RangeReply(new Extent(0, 5), entry, Body: null));

        StorageException refusal = Assert.Throws<StorageException>(
            () => version.Accept(new RangeReply(new Extent(5, 5), entry with { ETag = "other" }, Body: null)));

        Assert.Equal(FailureReason.Changed, refusal.Reason);
    }
}
