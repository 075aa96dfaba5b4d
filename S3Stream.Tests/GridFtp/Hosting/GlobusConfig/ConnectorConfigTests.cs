using S3Stream.GridFtp.Hosting;
using S3Stream.Tests.EndToEnd;
using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

public sealed class ConnectorConfigTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("s3.amazonaws.com", "us-east-1")]
    [InlineData("s3-external-1.amazonaws.com", "us-east-1")]
    [InlineData("s3.us-west-2.amazonaws.com", "us-west-2")]
    [InlineData("s3-eu-west-1.amazonaws.com", "eu-west-1")]
    [InlineData("s3.dualstack.ap-southeast-2.amazonaws.com", "ap-southeast-2")]
    [InlineData("https://s3.eu-central-1.amazonaws.com/", "eu-central-1")]
    [InlineData("s3.cn-north-1.amazonaws.com.cn", "cn-north-1")]
    public void A_host_name_of_AWS_tells_the_region(string host, string region)
    {
        ServeSettings settings = Read($"host_name = {host}");

        Assert.Equal((region, "aws", null), (settings.S3.Region, settings.S3.Profile.Name, settings.S3.Endpoint));
    }

    [Theory]
    [InlineData("s3.example.org", "https://s3.example.org/")]
    [InlineData("http://127.0.0.1:9000", "http://127.0.0.1:9000/")]
    [InlineData("ceph.example.org:8443", "https://ceph.example.org:8443/")]
    [InlineData("s3.amazonaws.com.example.org", "https://s3.amazonaws.com.example.org/")]
    public void Another_host_is_a_service_of_its_own(string host, string endpoint)
    {
        ServeSettings settings = Read($"host_name \"{host}\"");

        Assert.Equal((endpoint, "auto"), (settings.S3.Endpoint?.ToString(), settings.S3.Profile.Name));
    }

    [Theory]
    [InlineData("", "$HOME/.globus/s3")]
    [InlineData("s3_map_filename = \"$HOME/keys\"", "$HOME/keys")]
    public void The_credential_map_has_the_connectors_default(string line, string map) =>
        Assert.Equal(map, Read(line).Gsi.CredentialMap);

    [Theory]
    [InlineData("hostname s3.amazonaws.com", "unknown option 'hostname'")]
    [InlineData("host_name", "host_name has no value")]
    [InlineData("host_name =", "host_name has no value\nWrite the S3 service's host name behind it")]
    [InlineData("s3_map_filename = \"\"", "s3_map_filename has no value")]
    [InlineData("host_name = a b", "name = value")]
    [InlineData("host_name = not/a/host", "https://s3.example.org")]
    public void A_wrong_line_is_named(string line, string problem)
    {
        string message = Assert.Throws<SettingException>(() => Read("# comment\n" + line)).Message;

        Assert.Contains($"{_directory.Path("s3.conf")}, line 2", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    private ServeSettings Read(string text)
    {
        File.WriteAllText(_directory.Path("s3.conf"), text + "\n");
        return SettingsReader.Read(new SettingSources
        {
            CommandLine = [new SourcedValue(SettingTable.Get("anonymous"), "read", "command line")],
            ConnectorFile = _directory.Path("s3.conf"),
        }).Settings;
    }
}
