using System.Diagnostics;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Commands;

/// <summary>Scenario 53: patterns that blow up elsewhere are answered at once here: braces and parents are plain text.</summary>
public sealed class PatternLimitTests(GridFtpRig rig) : IClassFixture<GridFtpRig>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20); // exponential would be for ever

    public static TheoryData<string> Patterns =>
    [
        string.Concat(Enumerable.Repeat("*/../", 100)) + "*",
        string.Concat(Enumerable.Repeat("{a,b}", 400)),
        string.Concat(Enumerable.Repeat("{a,b}", 400)) + "*",
        string.Concat(Enumerable.Repeat("*a", 400)) + "*b",
        string.Concat(Enumerable.Repeat("[a-z]*", 300)) + "!",
        string.Concat(Enumerable.Repeat("../", 600)) + "*",
    ];

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task NLST_of_a_costly_pattern_is_answered_soon_and_the_session_lives(string pattern)
    {
        for (int i = 0; i < 20; i++)
        {
            await rig.SeedAsync(new string('a', 300) + i, new byte[1]);
        }

        await using ScriptedGridFtpClient client = await ScriptedGridFtpClient.LoginAsync(rig.Port);
        (await client.CommandAsync("CWD /bucket")).Expect(250);
        long began = Stopwatch.GetTimestamp();
        using (await client.OpenPassiveAsync())
        {
            await client.SendAsync($"NLST {pattern}");
            FtpReply reply = await client.ReadFinalReplyAsync();
            Assert.InRange(reply.Code, 200, 599);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Limit);
        (await client.CommandAsync("NOOP")).Expect(200);
    }
}
