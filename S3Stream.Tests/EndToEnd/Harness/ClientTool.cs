using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>Runs the real clients. A test whose client is not installed is skipped; in continuous integration it fails.</summary>
internal static class ClientTool
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(120);

    // gfal's scripts name an interpreter that Debian does not install
    private static readonly Dictionary<string, string?> BaseEnvironment = new()
    {
        ["GFAL_PYTHONBIN"] = "/usr/bin/python3",
        ["LC_ALL"] = "C.UTF-8",
    };

    public static bool IsContinuousIntegration => Environment.GetEnvironmentVariable("CI") is "true" or "1";

    public static string Require(string tool)
    {
        var path = Find(tool);
        if (path is null)
        {
            Lack(tool);
        }

        return path!;
    }

    /// <summary>The same for a file that is no program, such as a library.</summary>
    public static void RequireFile(string path)
    {
        if (!Path.Exists(path))
        {
            Lack(path);
        }
    }

    public static bool Has(string tool) => Find(tool) is not null;

    /// <param name="tool">A program on PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="timeout">After that it is ended, and <see cref="TimeoutException"/> thrown; 120 s where nothing is said.</param>
    /// <param name="environment">More variables, or other values.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="input">What it reads; then its standard input ends.</param>
    public static async Task<ToolResult> RunAsync(
        string tool, IReadOnlyList<string> arguments, TimeSpan? timeout = null, IReadOnlyDictionary<string, string?>? environment = null,
        string? directory = null, string input = "")
    {
        await using var process = Start(tool, arguments, environment, directory, input);
        var exitCode = await process.WaitForExitAsync(timeout ?? DefaultTimeout, TestContext.Current.CancellationToken);
        return new ToolResult(process.CommandText, exitCode, process.Output, process.Errors);
    }

    /// <summary>Starts a client and leaves it running, for tests that end it themselves.</summary>
    public static ChildProcess Start(
        string tool, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? directory = null,
        string input = "")
    {
        var all = new Dictionary<string, string?>(BaseEnvironment);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            all[name] = value;
        }

        return ChildProcess.Start(Require(tool), arguments, all, directory, input);
    }

    public static Task<ToolResult> GlobusUrlCopyAsync(params string[] arguments) => RunAsync("globus-url-copy", arguments);

    public static Task<ToolResult> CurlAsync(params string[] arguments) =>
        RunAsync("curl", ["--silent", "--show-error", "--noproxy", "*", "--max-time", "100", .. arguments]);

    /// <summary>Runs lftp commands on one session; the first failing command ends it.</summary>
    public static Task<ToolResult> LftpAsync(string url, string commands) =>
        RunAsync("lftp", ["-c", $"set cmd:fail-exit true; set net:max-retries 2; set net:timeout 30; set net:reconnect-interval-base 1; "
            + $"set xfer:clobber true; open {url} && {commands}"]);

    private static void Lack(string what)
    {
        var reason = $"'{what}' is not installed (scripts/install-test-tools.sh installs it)";
        Assert.SkipUnless(IsContinuousIntegration, reason);
        Assert.Fail(reason);
    }

    private static string? Find(string tool)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin");
        return folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);
    }
}
