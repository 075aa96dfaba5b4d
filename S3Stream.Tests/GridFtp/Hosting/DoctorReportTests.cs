using S3Stream.GridFtp.Hosting;
using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

public sealed class DoctorReportTests
{
    [Theory]
    [InlineData("ceph", StoreAbility.ComparesCrc64Nvme, true)] // as Ceph 18 answers
    [InlineData("ceph", StoreAbility.CompletesOnlyNew, true)]
    [InlineData("ceph", StoreAbility.ReplacesOnlyOneVersion, true)]
    [InlineData("ceph", StoreAbility.PinsCopies, false)] // no profile relies on it
    [InlineData("minio", StoreAbility.ReplacesOnlyOneVersion, false)]
    [InlineData("generic", StoreAbility.ComparesCrc64Nvme, false)]
    [InlineData("auto", StoreAbility.ComparesCrc64Nvme, false)]
    [InlineData("r2", StoreAbility.ComparesCrc64Nvme, false)]
    public void A_profile_that_relies_on_what_the_service_ignores_is_told(string profile, StoreAbility lacking, bool isTold) =>
        Assert.Equal(isTold, Lines(profile, lacking).Any(line => line.Contains("use --s3-profile auto", StringComparison.Ordinal)));

    [Fact]
    public void What_was_not_tried_is_no_reason_to_change_the_profile() => Assert.DoesNotContain(
        DoctorReport.Lines(new ProbeReport([], new Dictionary<StoreAbility, bool>(), []), Options("ceph"), "service", "bucket", ""),
        line => line.Contains("use --s3-profile", StringComparison.Ordinal));

    [Theory]
    [InlineData("auto", null, "s3-profile = ceph")] // says more than can be learned: If-Match at the end of an upload
    [InlineData("auto", StoreAbility.ReplacesOnlyOneVersion, "s3-profile = auto")]
    [InlineData("ceph", StoreAbility.ComparesCrc64Nvme, "s3-profile = auto")]
    [InlineData("auto", StoreAbility.TakesUnequalParts, "s3-profile = r2")]
    public void The_settings_to_paste_fit_what_was_found(string profile, StoreAbility? lacking, string setting)
    {
        string[] lines = [.. Lines(profile, lacking)];

        Assert.Contains("  " + setting, lines);
        Assert.Contains("  s3-endpoint = https://s3.example.org/", lines);
    }

    [Fact]
    public void Every_ability_has_a_line_that_says_what_suffers_without_it()
    {
        foreach (StoreAbility ability in Enum.GetValues<StoreAbility>())
        {
            string line = Assert.Single(Lines("auto", ability), line => line.TrimStart().StartsWith("NO ", StringComparison.Ordinal));

            Assert.Matches("^  NO {8}.{25} [A-Za-z]", line);
        }
    }

    private static IEnumerable<string> Lines(string profile, StoreAbility? lacking)
    {
        var found = Enum.GetValues<StoreAbility>().ToDictionary(ability => ability, ability => ability != lacking);
        return DoctorReport.Lines(new ProbeReport([], found, []), Options(profile), "https://s3.example.org", "bucket", "");
    }

    private static S3StreamOptions Options(string profile) =>
        new() { Endpoint = new Uri("https://s3.example.org"), Profile = StoreProfile.Parse(profile) };
}
