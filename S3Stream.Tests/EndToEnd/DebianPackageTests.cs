using System.Text.RegularExpressions;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>The Debian package, installed into an empty root directory, removed and purged.</summary>
[Trait("Lane", "EndToEnd")]
public sealed partial class DebianPackageTests : IDisposable
{
    private const string Unit = "usr/lib/systemd/system/s3stream-gridftp.service";

    private readonly TemporaryDirectory _directory = new();

    private string Root => _directory.Path("root");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_installs_a_service_with_a_user_of_its_own_and_purges_without_a_trace()
    {
        string package = await PackageAsync();
        await MakeRootAsync();

        (await DpkgAsync("--install", package)).AssertSuccess();

        string account = Assert.Single(Accounts());
        Assert.EndsWith(":/var/lib/s3stream:/usr/sbin/nologin", account, StringComparison.Ordinal);
        Assert.NotEqual("0", account.Split(':')[2]);
        Assert.Equal("755 0", await StatAsync("usr/bin/s3stream-gridftp", "%a %u"));
        Assert.Equal($"750 0 {account.Split(':')[3]}", await StatAsync("etc/s3stream", "%a %u %g"));
        Assert.Equal($"640 0 {account.Split(':')[3]}", await StatAsync("etc/s3stream/settings.conf", "%a %u %g"));
        Assert.Equal("600 0 0", await StatAsync("etc/s3stream/environment", "%a %u %g"));
        string unit = await File.ReadAllTextAsync(Path.Combine(Root, Unit), TestContext.Current.CancellationToken);
        Assert.Contains("ExecStart=/usr/bin/s3stream-gridftp serve --settings /etc/s3stream/settings.conf", unit, StringComparison.Ordinal);
        await AssertSettingsCountAsync();

        string settings = Path.Combine(Root, "etc/s3stream/settings.conf");
        await File.AppendAllTextAsync(settings, "hostname = mine\n", TestContext.Current.CancellationToken);
        (await DpkgAsync("--install", package)).AssertSuccess();
        Assert.EndsWith(
            "hostname = mine\n", await File.ReadAllTextAsync(settings, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        (await DpkgAsync("--remove", "s3stream-gridftp")).AssertSuccess();
        Assert.True(File.Exists(settings));
        Assert.Single(Accounts());
        (await DpkgAsync("--purge", "s3stream-gridftp")).AssertSuccess();
        Assert.Empty(Accounts());
        Assert.DoesNotContain("s3stream", await File.ReadAllTextAsync(
            Path.Combine(Root, "etc/group"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Root, "*s3stream*", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(Path.Combine(Root, "etc/s3stream")));
    }

    [Fact]
    public async Task Keys_that_an_administrator_put_there_survive_a_purge()
    {
        string package = await PackageAsync();
        await MakeRootAsync();
        (await DpkgAsync("--install", package)).AssertSuccess();
        string map = Path.Combine(Root, "etc/s3stream/credentials");
        await File.WriteAllTextAsync(map, "alice;KEY;SECRET\n", TestContext.Current.CancellationToken);

        ToolResult purged = (await DpkgAsync("--purge", "s3stream-gridftp")).AssertSuccess();

        Assert.Contains("the user s3stream stay", purged.All, StringComparison.Ordinal);
        Assert.True(File.Exists(map));
        Assert.Single(Accounts());
    }

    [Fact]
    public async Task Lintian_finds_nothing_wrong_with_it()
    {
        ClientTool.Require("lintian");
        string package = await PackageAsync();

        (await ClientTool.RunAsync("lintian", ["--allow-root", "--fail-on", "error,warning", package])).AssertSuccess();
    }

    /// <summary>The manual is read from the folder it is installed in.</summary>
    [Fact]
    public async Task Every_link_of_its_documents_leads_to_a_file_of_the_package()
    {
        string package = await PackageAsync();
        (await ClientTool.RunAsync("dpkg-deb", ["--extract", package, Root])).AssertSuccess();
        string manual = Path.Combine(Root, "usr/share/doc/s3stream-gridftp");

        string[] pages = Directory.GetFiles(manual, "*.md", SearchOption.AllDirectories);
        Assert.Contains(Path.Combine(manual, "SECURITY.md"), pages);
        string[] broken =
        [
            .. from page in pages
               from Match link in Link().Matches(File.ReadAllText(page))
               where !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value))
               select $"{Path.GetRelativePath(manual, page)}: {link.Groups[1].Value}",
        ];
        Assert.Empty(broken);
    }

    [GeneratedRegex(@"\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();

    /// <summary>The package with the endpoint under test in it.</summary>
    private async Task<string> PackageAsync()
    {
        Assert.SkipWhen(Environment.UserName != "root", "dpkg needs root");
        ClientTool.Require("dpkg-deb");
        ToolResult made = (await ClientTool.RunAsync(
            Repository.Path("scripts", "package.sh"),
            [_directory.Path("out")],
            environment: new Dictionary<string, string?> { ["KINDS"] = "deb", ["ENDPOINT"] = ServerProcess.Executable })).AssertSuccess();
        string package = made.Output.Split('\n')[0];
        (await ClientTool.RunAsync("dpkg-deb", ["--info", package])).AssertSuccess();
        return package;
    }

    private async Task MakeRootAsync()
    {
        Directory.CreateDirectory(Path.Combine(Root, "etc"));
        Directory.CreateDirectory(Path.Combine(Root, "var/lib/dpkg/info"));
        foreach (string file in new[] { "var/lib/dpkg/status", "var/lib/dpkg/available", "etc/shadow", "etc/gshadow" })
        {
            await File.WriteAllTextAsync(Path.Combine(Root, file), "", TestContext.Current.CancellationToken);
        }

        await File.WriteAllTextAsync(
            Path.Combine(Root, "etc/passwd"), "root:x:0:0::/root:/bin/sh\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Root, "etc/group"), "root:x:0:\n", TestContext.Current.CancellationToken);
    }

    private Task<ToolResult> DpkgAsync(string action, string subject) => ClientTool.RunAsync(
        "dpkg", [$"--root={Root}", "--force-script-chrootless", "--force-depends", "--force-confold", action, subject]);

    private string[] Accounts() =>
        [.. File.ReadAllLines(Path.Combine(Root, "etc/passwd")).Where(line => line.StartsWith("s3stream:", StringComparison.Ordinal))];

    private async Task<string> StatAsync(string path, string format) =>
        (await ClientTool.RunAsync("stat", ["-c", format, Path.Combine(Root, path)])).AssertSuccess().Output.Trim();

    /// <summary>The example is read as it is; nobody can log in by it, which is what check-config says.</summary>
    private async Task AssertSettingsCountAsync()
    {
        string[] arguments = ["check-config", "--settings", Path.Combine(Root, "etc/s3stream/settings.conf")];
        ToolResult closed = await ClientTool.RunAsync(ServerProcess.Executable, arguments);
        Assert.Equal(2, closed.ExitCode);
        Assert.Contains("nobody could log in", closed.All, StringComparison.Ordinal);
        ToolResult open = (await ClientTool.RunAsync(ServerProcess.Executable, [.. arguments, "--anonymous", "read"])).AssertSuccess();
        Assert.Contains("upload-journal = /var/lib/s3stream", open.Output, StringComparison.Ordinal);
    }
}
