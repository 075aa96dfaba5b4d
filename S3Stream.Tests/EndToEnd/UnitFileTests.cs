using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>The systemd unit, as systemd itself judges it.</summary>
[Trait("Lane", "EndToEnd")]
public sealed partial class UnitFileTests
{
    /// <summary>systemd counts from 0 (closed) to 10; the network, which the endpoint serves, is half of what is left.</summary>
    [Fact]
    public async Task It_leaves_the_service_little_to_do_harm_with()
    {
        ClientTool.Require("systemd-analyze");
        ToolResult judged = (await ClientTool.RunAsync(
            "systemd-analyze", ["security", "--offline=true", Repository.Path("packaging", "s3stream-gridftp.service")])).AssertSuccess();

        double exposure = double.Parse(Exposure().Match(judged.Output).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(exposure, 0, 1.5);
    }

    [GeneratedRegex("Overall exposure level for .*: ([0-9.]+)")]
    private static partial Regex Exposure();
}
