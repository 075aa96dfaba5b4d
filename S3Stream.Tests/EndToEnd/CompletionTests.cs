using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>What the shells offer after the program's own scripts, asked of the shells.</summary>
[Trait("Lane", "EndToEnd")]
public sealed class CompletionTests
{
    // a terminal of its own for zsh, whose completion works nowhere else; what it lists comes after a tab
    private const string Zsh = """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "PS1=; unsetopt beep; fpath=($1 \$fpath); autoload -U compinit; compinit -u -D"
        zpty -w shell "bindkey '^I' complete-word; print REA''DY"
        zpty -r shell ready '*READY*'
        zpty -w -n shell "$2"$'\t'
        zpty -r shell listed "*$3*" && print -rn -- "$listed"
        zpty -d shell
        """;

    private const string Bash = """
        source "$1"
        shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _s3stream_gridftp
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    [Theory]
    [InlineData("", "serve,doctor,completion,--version")]
    [InlineData("serve --anonym", "--anonymous,--anonymous-names")]
    [InlineData("serve --anonymous ", "none,read,read-write")]
    [InlineData("check-config --s3-profile c", "ceph")]
    [InlineData("serve --offline --s3-prof", "--s3-profile")]
    [InlineData("completion ", "bash,zsh,fish")]
    public async Task Bash_offers_commands_options_and_values(string typed, string expected)
    {
        using var directory = new TemporaryDirectory();
        string script = await ScriptAsync(directory, "bash", "completion");
        string[] words = ["s3stream-gridftp", .. typed.Split(' ')];

        ToolResult offered = (await ClientTool.RunAsync("bash", ["-c", Bash, "bash", script, .. words])).AssertSuccess();

        AssertOffered(expected, offered.Output.Split('\n'));
    }

    [Theory]
    [InlineData("", "serve,doctor,completion")]
    [InlineData("serve --anonym", "--anonymous,--anonymous-names")]
    [InlineData("serve --anonymous ", "none,read,read-write")]
    [InlineData("check-config --s3-profile c", "ceph")]
    [InlineData("completion ", "bash,zsh,fish")]
    public async Task Fish_offers_commands_options_and_values(string typed, string expected)
    {
        using var directory = new TemporaryDirectory();
        string script = await ScriptAsync(directory, "fish", "completion");

        ToolResult offered = (await ClientTool.RunAsync(
            "fish", ["--no-config", "-c", $"source '{script}'; complete -C 's3stream-gridftp {typed}'"])).AssertSuccess();

        AssertOffered(expected, offered.Output.Split('\n').Select(line => line.Split('\t')[0]));
    }

    [Theory]
    [InlineData("serve --anonymous ", "read-write")]
    [InlineData("", "hash-password")]
    [InlineData("check-config --s3-profile ", "minio")]
    public async Task Zsh_offers_commands_options_and_values(string typed, string expected)
    {
        using var directory = new TemporaryDirectory();
        await ScriptAsync(directory, "zsh", "_s3stream-gridftp");

        string[] arguments = ["-f", "-c", Zsh, "zsh", directory.FullPath, "s3stream-gridftp " + typed, expected];
        ToolResult offered = (await ClientTool.RunAsync("zsh", arguments, TimeSpan.FromSeconds(30))).AssertSuccess();

        Assert.Contains(expected, offered.Output, StringComparison.Ordinal);
    }

    private static async Task<string> ScriptAsync(TemporaryDirectory directory, string shell, string name)
    {
        ClientTool.Require(shell);
        ToolResult made = (await ClientTool.RunAsync(ServerProcess.Executable, ["completion", shell])).AssertSuccess();
        await File.WriteAllTextAsync(directory.Path(name), made.Output, TestContext.Current.CancellationToken);
        return directory.Path(name);
    }

    private static void AssertOffered(string expected, IEnumerable<string> offered) =>
        Assert.Subset(offered.ToHashSet(), expected.Split(',').ToHashSet());
}
