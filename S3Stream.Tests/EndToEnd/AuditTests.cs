using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>What the log tells of who changed what, by lines that can be joined.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class AuditTests(EndpointFixture<EmbeddedFixture> endpoint) : IClassFixture<EndpointFixture<EmbeddedFixture>>
{
    [Fact]
    public async Task Every_change_leaves_a_line_with_session_peer_user_and_code()
    {
        using var directory = new TemporaryDirectory();
        string log = directory.Path("log");
        await using (var server = await endpoint.StartServerAsync(new ServerSettings { More = ["--log-file", log] }))
        {
            await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
            (await session.CommandAsync("MKD /bucket")).Expect(257);
            (await session.CommandAsync("MKD /bucket/old")).Expect(257);
            (await session.CommandAsync("RNFR /bucket/old")).Expect(350);
            (await session.CommandAsync("RNTO /bucket/new")).Expect(250);
            (await session.CommandAsync("DELE /bucket/none")).Expect(550);
            (await session.CommandAsync("SITE RDEL /bucket/new")).Expect(250);
            (await session.CommandAsync("RMD /bucket")).Expect(250);
        }

        string[] lines =
        [
            .. (await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken)).Where(line => line.Contains("ended with", StringComparison.Ordinal)),
        ];
        (string Change, int Code)[] changes =
        [
            ("MKD /bucket", 257),
            ("MKD /bucket/old", 257),
            ("RNFR /bucket/old RNTO /bucket/new", 250),
            ("DELE /bucket/none", 550),
            ("SITE RDEL /bucket/new", 250),
            ("RMD /bucket", 250),
        ];
        Assert.Equal(changes.Length, lines.Length);
        Assert.All(changes.Zip(lines), pair =>
            Assert.Matches(
                $@"session \d+ peer 127\.0\.0\.1:\d+ user anonymous .*{System.Text.RegularExpressions.Regex.Escape(pair.First.Change)} ended with {pair.First.Code}$",
                pair.Second));
    }
}
