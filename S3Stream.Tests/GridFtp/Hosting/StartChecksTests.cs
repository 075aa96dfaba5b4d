using S3Stream.GridFtp.Hosting;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.EndToEnd;
using S3Stream.Tests.Gsi;
using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

/// <summary>What is found before anybody is served: each finding names the setting and says what to do.</summary>
public sealed class StartChecksTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(256, 48, true)]
    [InlineData(65_536, 16_368, false)]
    public void A_low_limit_of_open_files_is_told_with_the_sessions_it_allows(long limit, int sessions, bool isTold)
    {
        Assert.Equal(sessions, OpenFileLimit.SessionsWithin(limit));
        Assert.Equal(isTold, ResourceChecks.Files(4_096, limit).Any());
    }

    [Theory]
    [InlineData(612L << 20, false)]
    [InlineData(600L << 20, true)]
    public void A_budget_beyond_the_machines_memory_is_told(long available, bool isTold) =>
        Assert.Equal(isTold, ResourceChecks.Memory(512L << 20, available).Any());

    [Theory]
    [InlineData(0, 0, 4_096, false)]
    [InlineData(50_000, 50_009, 4_096, true)]
    [InlineData(50_000, 50_009, 10, false)]
    [InlineData(50_000, 50_099, 4_096, false)]
    public void A_port_range_that_is_too_small_is_told(int first, int last, int connections, bool isTold) => Assert.Equal(
        isTold,
        ResourceChecks.Ports((first, last), connections).Any());

    [Theory]
    [InlineData("0.0.0.0:2811", null, true)]
    [InlineData("127.0.0.1:2811", null, false)]
    [InlineData("0.0.0.0:2811", "10.0.0.0/8", false)]
    public void Anonymous_writers_from_everywhere_are_told(string listen, string? allowed, bool isTold)
    {
        var options = new GridFtpOptions { Anonymous = AnonymousAccess.ReadWrite, Listen = [System.Net.IPEndPoint.Parse(listen)] };
        options = allowed is null ? options : options with { Admission = options.Admission.WithAllowed(allowed) };

        Finding[] found = [.. LoginChecks.Anonymous(Ftp(options))];

        Assert.Equal(isTold, found.Length > 0);
        Assert.All(found, finding => Assert.False(finding.IsError));
    }

    [Theory]
    [InlineData("AWS_ACCESS_KEY_ID", false)]
    [InlineData("AWS_PROFILE", false)]
    [InlineData("PATH", true)]
    public void Missing_keys_are_told(string variable, bool isTold) => Assert.Equal(
        isTold,
        StoreChecks.Keys(name => name == variable ? "x" : name == "HOME" ? _directory.FullPath : null).Any());

    [Fact]
    public void A_grid_map_without_a_usable_line_and_one_that_is_not_there_are_told()
    {
        File.WriteAllText(_directory.Path("map"), "/O=Grid/CN=No Quotes Here\n");
        ServeSettings settings = new() { UseGsi = true, Gsi = new() { GridMap = _directory.Path("map") } };
        ServeSettings none = new() { UseGsi = true, Gsi = new() { GridMap = _directory.Path("none") } };

        Finding[] found = [.. LoginChecks.GridMapFile(settings)];

        Assert.Contains($"gridmap {_directory.Path("map")}, line 1 is skipped", found[0].What, StringComparison.Ordinal);
        Assert.Contains("maps nobody", found[1].What, StringComparison.Ordinal);
        Assert.All(found, finding => Assert.False(finding.IsError));
        Assert.True(Assert.Single(LoginChecks.GridMapFile(none)).IsError);
    }

    [Fact]
    public void An_authority_directory_without_one_is_an_error_that_names_ca_dir()
    {
        Finding found = Assert.Single(CertificateChecks.Authorities(_directory.FullPath));

        Assert.True(found.IsError);
        Assert.Contains($"ca-dir {_directory.FullPath} holds no CA certificate", found.What, StringComparison.Ordinal);
        Assert.Contains("by ca-dir", found.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15, null)]
    [InlineData(3, "expires in 3 days, at ")]
    [InlineData(-1, "expired at ")]
    public void A_certificate_that_expires_soon_is_named_with_its_file(int days, string? text)
    {
        DateTimeOffset end = ChainCase.User.Parsed.NotAfter;

        string? problem = CertificateChecks.ExpiryOf("/etc/cert.pem", ChainCase.User.Parsed, end.AddDays(-days));

        Assert.Equal(text is null ? null : $"host-cert /etc/cert.pem {text}", problem is null ? null : problem[..(problem.IndexOf(" at ", StringComparison.Ordinal) + 4)]);
    }

    private static ServeSettings Ftp(GridFtpOptions options) => new() { GridFtp = options };
}
