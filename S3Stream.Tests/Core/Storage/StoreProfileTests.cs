using Microsoft.Extensions.Configuration;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

/// <summary>Settings that come from a configuration.</summary>
public sealed class StoreProfileTests
{
    [Fact]
    public void A_configuration_names_a_profile()
    {
        S3StreamOptions options = Bind(("Profile", "ceph"), ("Region", "eu"));

        Assert.Equal((StoreProfile.Ceph, "eu"), (options.Profile, options.Region));
    }

    [Fact]
    public void A_configuration_changes_nobody_elses_profile()
    {
        Bind(("Profile:PathStyle", "true"));

        Assert.False(StoreProfile.Aws.PathStyle);
        Assert.False(new S3StreamOptions().Profile.PathStyle);
        Assert.False(StoreProfile.Parse("aws").PathStyle);
    }

    [Fact]
    public void A_profile_that_there_is_not_is_refused() =>
        Assert.Contains("cheph", Assert.ThrowsAny<Exception>(() => Bind(("Profile", "cheph"))).ToString(), StringComparison.Ordinal);

    private static S3StreamOptions Bind(params (string Name, string Value)[] settings)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value))
            .Build();
        var options = new S3StreamOptions();
        configuration.Bind(options);
        return options;
    }
}
