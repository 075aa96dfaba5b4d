using S3Stream.Addressing;
using Xunit;

namespace S3Stream.Tests.Core.Addressing;

public sealed class PartSizePolicyTests
{
    private const long MiB = 1024 * 1024;
    private const long GiB = 1024 * MiB;

    [Theory]
    [InlineData(0, 16 * MiB)]
    [InlineData(100 * GiB, 16 * MiB)]
    [InlineData(10_000 * 16 * MiB, 16 * MiB)]
    [InlineData((10_000 * 16 * MiB) + 1, 17 * MiB)]
    [InlineData(1024 * GiB, 105 * MiB)]
    public void Choose_with_a_declared_length_gives_the_smallest_equal_parts_that_hold_it(long length, long partSize)
    {
        PartLayout layout = PartSizePolicy.Choose(new S3StreamOptions(), length);

        Assert.Equal(partSize, layout.FirstPartSize);
        Assert.Equal(partSize, layout.LastPartSize);
        Assert.True(layout.Capacity >= length);
    }

    [Fact]
    public void Choose_without_a_length_gives_a_ladder_that_ends_at_half_the_budget() // scenario 12
    {
        PartLayout layout = PartSizePolicy.Choose(new S3StreamOptions { MemoryBudget = 512 * MiB }, null);

        Assert.Equal(16 * MiB, layout.FirstPartSize);
        Assert.Equal(256 * MiB, layout.LastPartSize);
        Assert.True(layout.Capacity > 1_600 * GiB);
    }

    [Fact]
    public void Choose_for_a_store_that_wants_equal_parts_never_grows_them() // scenario 12
    {
        PartLayout layout = PartSizePolicy.Choose(new S3StreamOptions { Profile = StoreProfile.R2 }, null);

        Assert.Equal(layout.FirstPartSize, layout.LastPartSize);
        Assert.Equal(10_000 * 16 * MiB, layout.Capacity);
    }

    [Fact]
    public void Choose_refuses_a_length_whose_parts_the_budget_cannot_hold_and_says_what_would()
    {
        var exception = Assert.Throws<TransferFailedException>(
            () => PartSizePolicy.Choose(new S3StreamOptions { MemoryBudget = 64 * MiB }, 1024 * GiB));

        Assert.Contains(
            (105 * MiB * 2).ToString(System.Globalization.CultureInfo.InvariantCulture), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_refuses_more_than_S3_can_hold() => // scenario 10
        Assert.Equal(
            FailureReason.NotSupported,
            Assert.Throws<TransferFailedException>(() => PartSizePolicy.Choose(new S3StreamOptions(), S3Limits.MaxObjectSize + 1)).Reason);
}
