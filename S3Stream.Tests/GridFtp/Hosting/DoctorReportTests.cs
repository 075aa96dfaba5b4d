using S3Stream.GridFtp.Hosting;
using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

public sealed class DoctorReportTests
{
    [Theory]
    [InlineData("ceph", false, true, true)] // as Ceph 18 answers
    [InlineData("ceph", true, false, true)]
    [InlineData("ceph", true, true, false)]
    [InlineData("ceph", null, null, false)] // nothing was tried
    [InlineData("generic", false, false, false)]
    [InlineData("r2", true, false, false)]
    public void A_profile_that_relies_on_what_the_service_ignores_is_told(string profile, bool? refuses, bool? keeps, bool isTold)
    {
        var report = new ProbeReport([], refuses, keeps, []);

        IEnumerable<string> lines = DoctorReport.Lines(report, StoreProfile.Parse(profile), "https://s3.example.org", "bucket", "");

        Assert.Equal(isTold, lines.Any(line => line.Contains("use --s3-profile generic", StringComparison.Ordinal)));
    }
}
