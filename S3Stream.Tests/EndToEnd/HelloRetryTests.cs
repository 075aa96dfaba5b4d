using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// TLS 1.3 with a client that guesses wrong which group the server takes and has to be asked again (HelloRetryRequest, RFC 8446 4.1.4): an
/// OpenSSL told to offer P-521 first, which the server does not take, on the control channel (AUTH GSSAPI) and on data connections.
/// </summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class HelloRetryTests(EndpointFixture<EmbeddedFixture> endpoint) : IClassFixture<EndpointFixture<EmbeddedFixture>>
{
    [Fact]
    public async Task Globus_url_copy_that_is_asked_for_another_group_logs_in_and_moves_protected_data()
    {
        using var local = new TemporaryDirectory();
        using var pki = await TestPki.CreateAsync();
        await using ServerProcess server = await endpoint.StartServerAsync(new ServerSettings { More = pki.ServerOptions });
        string hash = TestData.WriteFile(local.Path("up"), 3_000_000, seed: 1);
        string url = $"gsiftp://localhost:{server.Port}/bucket/file";
        string[] protectedStreams = ["-dcpriv", "-p", "2"];

        var retried = await EnvironmentAsync(local, pki, "P-521:X25519");
        (await CopyAsync(retried, ["-cd", .. protectedStreams, $"file://{local.Path("up")}", url])).AssertSuccess();
        (await CopyAsync(retried, [.. protectedStreams, url, $"file://{local.Path("down")}"])).AssertSuccess();
        Assert.Equal(hash, await TestData.Sha256Async(local.Path("down")));

        // what shows that it was asked again: alone, the group it offers first is of no use
        var refused = await EnvironmentAsync(local, pki, "P-521");
        (await CopyAsync(refused, [url, $"file://{local.Path("never")}"])).AssertFailure();
        (await CopyAsync(pki.UserEnvironment, [url, $"file://{local.Path("again")}"])).AssertSuccess();
    }

    private static async Task<IReadOnlyDictionary<string, string?>> EnvironmentAsync(TemporaryDirectory local, TestPki pki, string groups)
    {
        string file = local.Path($"openssl-{groups.Length}.cnf");
        string[] lines =
        [
            "openssl_conf = init", "[init]", "ssl_conf = ssl", "[ssl]", "system_default = all", "[all]", $"Groups = {groups}",
        ];
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        return new Dictionary<string, string?>(pki.UserEnvironment) { ["OPENSSL_CONF"] = file };
    }

    private static Task<ToolResult> CopyAsync(IReadOnlyDictionary<string, string?> environment, string[] arguments) =>
        ClientTool.RunAsync("globus-url-copy", arguments, environment: environment);
}
