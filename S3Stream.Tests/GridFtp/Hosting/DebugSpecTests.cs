using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

public sealed class DebugSpecTests
{
    [Theory]
    [InlineData(1, 1_001)]
    [InlineData(8, 4_004)]
    [InlineData(16, 5_012)]
    [InlineData(64, 7_020)]
    [InlineData(256, 9_001)]
    [InlineData(512, 0)]
    [InlineData(512, 14)]
    [InlineData(512, 20_000)]
    public void Each_bit_is_the_thousand_of_event_ids_that_it_stands_for_and_no_other(int bit, int eventId)
    {
        Assert.True(DebugSpec.Parse($"{bit},/tmp/log")!.Wants(eventId));
        Assert.False(DebugSpec.Parse($"{1023 - bit},/tmp/log")!.Wants(eventId));
        Assert.True(DebugSpec.Parse("1023, /tmp/log")!.Wants(eventId));
    }

    [Fact]
    public void Without_a_value_there_is_no_debug_log() => Assert.Null(DebugSpec.Parse(""));

    [Theory]
    [InlineData("1023")]
    [InlineData("0,/tmp/log")]
    [InlineData("1024,/tmp/log")]
    [InlineData("ALL,/tmp/log")]
    [InlineData("1023,relative")]
    public void What_is_no_mask_and_file_is_refused_by_name(string value)
    {
        Assert.Contains("GLOBUS_S3_DEBUG", Assert.Throws<SettingException>(() => DebugSpec.Parse(value)).Message, StringComparison.Ordinal);
    }
}
