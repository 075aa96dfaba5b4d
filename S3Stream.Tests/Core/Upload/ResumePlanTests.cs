using S3Stream.Storage;
using S3Stream.Upload;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

public sealed class ResumePlanTests
{
    private const long MiB = 1024 * 1024;
    private static readonly S3StreamOptions Options = new();

    [Fact]
    public void Fit_takes_parts_of_the_settings_size()
    {
        ResumePlan plan = ResumePlan.Fit(Options, null, [Part(1, 16), Part(3, 16)])!;

        Assert.Equal([new Extent(0, 16 * MiB), new Extent(32 * MiB, 16 * MiB)], plan.Manifest.Extents);
    }

    [Fact]
    public void Fit_recognises_another_part_size_by_the_parts() =>
        Assert.Equal(8 * MiB, ResumePlan.Fit(Options, null, [Part(1, 8), Part(2, 8)])!.Layout.FirstPartSize);

    [Fact]
    public void Fit_recognises_the_ladder_of_an_upload_without_a_declared_length()
    {
        ResumePlan plan = ResumePlan.Fit(Options, 40_000 * MiB, [Part(1, 16), Part(1_001, 32)])!;

        Assert.Equal(32 * MiB, plan.Layout.ExtentOf(1_001).Length);
        Assert.Equal(new Extent(16_000 * MiB, 32 * MiB), plan.Manifest.Extents[1]);
    }

    [Fact]
    public void Fit_sends_a_short_last_part_again_unless_the_object_ends_in_it()
    {
        Assert.Equal(16 * MiB, ResumePlan.Fit(Options, null, [Part(1, 16), Part(2, 3)])!.Manifest.Length);
        Assert.Equal(19 * MiB, ResumePlan.Fit(Options, 19 * MiB, [Part(1, 16), Part(2, 3)])!.Manifest.Length);
    }

    [Fact]
    public void Fit_refuses_parts_that_no_layout_explains()
    {
        Assert.Null(ResumePlan.Fit(Options, null, [Part(1, 16), Part(2, 7), Part(3, 16)]));
        Assert.Null(ResumePlan.Fit(Options, 20 * MiB, [Part(1, 16), Part(5, 16)]));
    }

    private static StoredPart Part(int number, long mebibytes) => new(number, mebibytes * MiB, "etag", default);
}
