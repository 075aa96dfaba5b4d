using System.Globalization;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>Keys on the curve P-256 with the real client: the host's and the user's, and a proxy's.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class GsiKeyTests : IDisposable
{
    private const int Length = (16 * 1024 * 1024) + 777;
    private readonly TemporaryDirectory _local = new();

    public void Dispose() => _local.Dispose();

    [Theory]
    [InlineData]
    [InlineData("-dcpriv")]
    [InlineData("-dcpriv", "-p", "4")]
    public async Task A_user_certificate_on_a_curve_logs_in_at_a_host_certificate_on_a_curve(params string[] options)
    {
        using TestPki pki = await TestPki.CreateAsync(keys: "ec", proxyKeys: "ec");

        await CopyThereAndBackAsync(pki, pki.CertificateEnvironment, options);
    }

    [Theory]
    [InlineData]
    [InlineData("-dcpriv")]
    public async Task A_proxy_on_a_curve_logs_in(params string[] options)
    {
        using TestPki pki = await TestPki.CreateAsync(proxyKeys: "ec");

        await CopyThereAndBackAsync(pki, pki.UserEnvironment, options);
    }

    private async Task CopyThereAndBackAsync(TestPki pki, IReadOnlyDictionary<string, string?> environment, string[] options)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(
            new ServerSettings { EmbeddedDirectory = _local.Path("store"), Anonymous = "none", More = pki.ServerOptions });
        string hash = TestData.WriteFile(_local.Path("up"), Length, seed: 1);
        string url = string.Create(CultureInfo.InvariantCulture, $"gsiftp://localhost:{server.Port}/curve/file");

        (await ClientTool.RunAsync(
            "globus-url-copy", [.. options, "-cd", $"file://{_local.Path("up")}", url], environment: environment)).AssertSuccess();
        (await ClientTool.RunAsync(
            "globus-url-copy", [.. options, url, $"file://{_local.Path("down")}"], environment: environment)).AssertSuccess();

        Assert.Equal(hash, await TestData.Sha256Async(_local.Path("down")));
    }
}
