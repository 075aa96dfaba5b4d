using S3Stream.Tests.Faults;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// Downloads by real clients whose endpoint gets answers that are not the object: the client has the right bytes, or it fails. None says
/// that all went well with other bytes.
/// </summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class WrongAnswerTests : IDisposable
{
    private const int Large = 12_000_000;
    private const int Small = 1_000;

    private static readonly string[] Clients = ["globus-url-copy -p 4", "globus-url-copy", "curl", "lftp"];

    private static readonly Dictionary<string, FaultRule> Faults = new()
    {
        ["one flipped bit"] = OnGet(Fault.FlipBit),
        ["a page with 200"] = OnGet(Fault.Answer) with { Status = 200, Text = "<html><body>Please log in</body></html>" },
        ["a shorter Content-Length"] = OnGet(Fault.Shorten),
        ["a longer Content-Length"] = OnGet(Fault.Lengthen),
        ["a body that breaks off"] = OnGet(Fault.Truncate),
        ["an unpacked object"] = OnGet(Fault.Answer) with
        {
            Status = 200,
            Text = "what was packed with gzip, unpacked on the way",
            Headers = new Dictionary<string, string?> { ["ETag"] = "W/\"x\"" },
        },
    };

    private static readonly Dictionary<string, FaultRule> Oddities = new()
    {
        ["weak ETags"] = new FaultRule { Do = Fault.Change, Headers = new Dictionary<string, string?> { ["ETag"] = "W/{}" } },
        ["chunked answers"] = OnGet(Fault.Chunked),
        ["one flipped bit, once"] = OnGet(Fault.FlipBit) with { To = 1 },
        ["a page with 200, once"] = OnGet(Fault.Answer) with { Status = 200, Text = "<html></html>", To = 1 },
    };

    private readonly TemporaryDirectory _local = new();

    // a small object is proven before any byte goes out
    public static TheoryData<string, string, int> Wrong =>
        [.. Cases(Faults.Keys, [Large]), .. Cases(["one flipped bit", "a page with 200"], [Small])];

    public static TheoryData<string, string, int> Odd => [.. Cases(Oddities.Keys, [Small])];

    public void Dispose() => _local.Dispose();

    [Theory] // scenarios 17, 18 and 37
    [MemberData(nameof(Wrong))]
    public async Task Wrong_bytes_end_in_a_failure(string client, string fault, int length)
    {
        await using FaultRig rig = await StartAsync(Faults[fault], length);

        ToolResult result;
        try
        {
            result = await GetAsync(client, rig);
        }
        catch (TimeoutException) when (client == "lftp" && fault == "one flipped bit" && length == Large)
        {
            // lftp begins anew after every reset of its data connection, whatever the reply says, for as long as bytes come: it was stopped
            return;
        }

        result.AssertFailure();
        Assert.DoesNotContain("< 226", result.All, StringComparison.Ordinal); // curl shows the replies
    }

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task Odd_answers_with_the_right_bytes_and_faults_that_pass_end_in_the_right_bytes(string client, string fault, int length)
    {
        await using FaultRig rig = await StartAsync(Oddities[fault], length);

        (await GetAsync(client, rig)).AssertSuccess();

        Assert.Equal(rig.Content, await File.ReadAllBytesAsync(_local.Path("down"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("globus-url-copy -p 4", "weak ETags")]
    [InlineData("globus-url-copy", "weak ETags")]
    [InlineData("curl", "chunked answers")]
    [InlineData("lftp", "chunked answers")]
    public Task Odd_answers_for_an_object_of_several_ranges_end_in_the_right_bytes(string client, string fault) =>
        Odd_answers_with_the_right_bytes_and_faults_that_pass_end_in_the_right_bytes(client, fault, Large);

    private static FaultRule OnGet(Fault fault) => new() { Do = fault, Operations = ["GetObject"] };

    private static IEnumerable<(string, string, int)> Cases(IEnumerable<string> faults, int[] lengths) =>
        from client in Clients from fault in faults from length in lengths select (client, fault, length);

    private static async Task<FaultRig> StartAsync(FaultRule rule, int length)
    {
        var scenario = new FaultScenario
        {
            Scenario = "wrong answer",
            Bytes = length,
            Steps = ["get"],
            Faults = [rule with { }],
            Core = "",
            Endpoint = [],
        };
        FaultRig rig = await FaultRig.StartAsync(scenario);
        await ScenarioChecks.SeedAsync(rig);
        rig.Serve();
        return rig;
    }

    private Task<ToolResult> GetAsync(string client, FaultRig rig)
    {
        string folder = $"ftp://127.0.0.1:{rig.ServerPort}/{FaultRig.Bucket}/dir";
        string local = _local.Path("down");
        return client switch
        {
            "curl" => ClientTool.CurlAsync("-v", "-o", local, $"{folder}/object"),
            "lftp" => ClientTool.RunAsync(
                "lftp",
                ["-c", "set cmd:fail-exit true; set net:max-retries 2; set net:reconnect-interval-base 1; "
                    + $"open {folder} && get object -o {local}"],
                TimeSpan.FromSeconds(30)),
            "globus-url-copy" => ClientTool.GlobusUrlCopyAsync($"{folder}/object", $"file://{local}"),
            _ => ClientTool.GlobusUrlCopyAsync("-p", "4", $"{folder}/object", $"file://{local}"),
        };
    }
}
