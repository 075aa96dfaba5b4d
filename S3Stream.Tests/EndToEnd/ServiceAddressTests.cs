using System.Net;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>Which host requests go to, and through which proxy, as the environment says. Seen by a proxy that lets nothing through.</summary>
[Collection(RgwLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class ServiceAddressTests(RgwFixture rgw)
{
    [Theory]
    [InlineData("AWS_REGION=eu-west-1", "s3.eu-west-1.amazonaws.com:443")]
    [InlineData("AWS_REGION=eu-west-1,AWS_USE_DUALSTACK_ENDPOINT=true", "s3.dualstack.eu-west-1.amazonaws.com:443")]
    [InlineData("AWS_REGION=us-east-2,AWS_USE_FIPS_ENDPOINT=true", "s3-fips.us-east-2.amazonaws.com:443")]
    [InlineData("AWS_ENDPOINT_URL=https://s3.example.test:8443", "s3.example.test:8443")]
    [InlineData("AWS_ENDPOINT_URL=https://b.test,AWS_ENDPOINT_URL_S3=https://a.test", "a.test:443")]
    public async Task The_service_that_the_aws_tools_are_told_is_asked_through_https_proxy(string variables, string target)
    {
        await using var proxy = new ProxyRecorder();

        ToolResult result = await DoctorAsync(variables + $",HTTPS_PROXY={proxy.Address}");

        result.AssertFailure();
        Assert.NotEmpty(proxy.Targets);
        Assert.All(proxy.Targets, found => Assert.Equal(target, found));
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL=https://s3.no-such-host.invalid,NO_PROXY=.invalid")]
    [InlineData("AWS_ENDPOINT_URL=https://127.0.0.1:1")] // a service on this machine
    public async Task No_proxy_is_asked_where_there_shall_be_none(string variables)
    {
        await using var proxy = new ProxyRecorder();

        (await DoctorAsync(variables + $",HTTPS_PROXY={proxy.Address}")).AssertFailure();

        Assert.Empty(proxy.Targets);
    }

    [Fact]
    public async Task Tls_goes_through_the_tunnel_of_a_proxy()
    {
        Assert.SkipWhen(rgw.Encrypted is null, rgw.Unavailable ?? "this Ceph RGW has no TLS port");
        int port = rgw.Encrypted!.Endpoint.Port;
        await using var proxy = new ProxyRecorder(new IPEndPoint(IPAddress.Loopback, port));

        // OpenSSL takes no wildcard for a whole top level: that the certificate is looked at shows that TLS has come through
        ToolResult result = await DoctorAsync(
            $"AWS_ENDPOINT_URL=https://s3.localhost:{port},HTTPS_PROXY={proxy.Address},"
                + $"AWS_ACCESS_KEY_ID={rgw.Encrypted.AccessKey},AWS_SECRET_ACCESS_KEY={rgw.Encrypted.SecretKey}",
            "--s3-ca", rgw.Encrypted.CertificateAuthorityFile!);

        Assert.Contains($"s3.localhost:{port}", proxy.Targets);
        Assert.Contains("certificate was rejected", result.Output, StringComparison.Ordinal);
    }

    private static Task<ToolResult> DoctorAsync(string variables, params string[] more)
    {
        var environment = new Dictionary<string, string?>
        {
            ["AWS_ACCESS_KEY_ID"] = "AKID",
            ["AWS_SECRET_ACCESS_KEY"] = "secret",
            ["AWS_CONFIG_FILE"] = "/nonexistent",
            ["NO_PROXY"] = null,
        };
        foreach (string[] pair in variables.Split(',').Select(pair => pair.Split('=', 2)))
        {
            environment[pair[0]] = pair[1];
        }

        return ClientTool.RunAsync(ServerProcess.Executable, ["doctor", "--bucket", "some-bucket", .. more], environment: environment);
    }
}
