using S3Stream.GridFtp.Hosting;
using S3Stream.Tests.EndToEnd;
using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

/// <summary>What the AWS tools are told of the service and its region counts where no setting of ours says it.</summary>
public sealed class AwsEnvironmentTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_S3=https://a.test,AWS_ENDPOINT_URL=https://b.test", "https://a.test/", "us-east-1")]
    [InlineData("AWS_ENDPOINT_URL=https://b.test", "https://b.test/", "us-east-1")]
    [InlineData("AWS_ENDPOINT_URL=https://b.test,AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true", null, "us-east-1")]
    [InlineData("AWS_ENDPOINT_URL=https://b.test,S3STREAM_S3_ENDPOINT=https://ours.test", "https://ours.test/", "us-east-1")]
    [InlineData("AWS_REGION=eu-west-1,AWS_DEFAULT_REGION=eu-west-2", null, "eu-west-1")]
    [InlineData("AWS_DEFAULT_REGION=eu-west-2", null, "eu-west-2")]
    [InlineData("AWS_REGION=eu-west-1,S3STREAM_S3_REGION=eu-west-3", null, "eu-west-3")]
    public void Environment_variables_count(string variables, string? endpoint, string region) => AssertRead(variables, endpoint, region);

    [Theory]
    [InlineData("", null, "eu-north-1")]
    [InlineData("AWS_PROFILE=site", "https://site.test/", "eu-south-1")]
    [InlineData("AWS_PROFILE=service", "https://s3.service.test/", "us-east-1")]
    [InlineData("AWS_PROFILE=nobody", null, "us-east-1")]
    [InlineData("AWS_PROFILE=site,AWS_REGION=eu-west-1,AWS_ENDPOINT_URL=https://b.test", "https://b.test/", "eu-west-1")]
    public void The_profile_of_the_config_file_counts(string variables, string? endpoint, string region)
    {
        string file = _directory.Path("config");
        File.WriteAllText(
            file,
            """
            # a comment
            [default]
            region = eu-north-1

            [profile site]
            region=eu-south-1
            endpoint_url = https://site.test

            [profile service]
            services = ours
            endpoint_url = https://all.service.test

            [services ours]
            dynamodb =
              endpoint_url = https://dynamodb.service.test
            s3 =
              endpoint_url = https://s3.service.test
            """);

        AssertRead($"AWS_CONFIG_FILE={file},{variables}", endpoint, region);
    }

    [Fact]
    public void The_store_inside_the_endpoint_is_none_of_it()
    {
        ServeSettings settings = Read("AWS_ENDPOINT_URL=https://b.test", Given("embedded-store", "/somewhere"));

        Assert.Null(settings.S3.Endpoint);
    }

    [Fact]
    public void A_wrong_value_is_told_with_its_variable()
    {
        SettingException failure = Assert.Throws<SettingException>(() => Read("AWS_ENDPOINT_URL=nonsense"));

        Assert.Contains("AWS_ENDPOINT_URL", failure.Message, StringComparison.Ordinal);
    }

    private static void AssertRead(string variables, string? endpoint, string region)
    {
        ServeSettings settings = Read(variables);

        Assert.Equal((endpoint, region), (settings.S3.Endpoint?.ToString(), settings.S3.Region));
    }

    private static ServeSettings Read(string variables, params SourcedValue[] more)
    {
        Dictionary<string, string> environment = variables.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return SettingsReader.Read(new SettingSources
        {
            CommandLine = [Given("anonymous", "read"), .. more],
            Environment = environment.GetValueOrDefault,
        }).Settings;
    }

    private static SourcedValue Given(string name, string value) => new(SettingTable.Get(name), value, "command line");
}
