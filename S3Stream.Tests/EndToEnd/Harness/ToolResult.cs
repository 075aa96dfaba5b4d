using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>How a run of a client ended.</summary>
internal sealed record ToolResult(string Command, int ExitCode, string Output, string Errors)
{
    public string All => Output + Errors;

    public ToolResult AssertSuccess()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode} of: {Command}\n{All}");
        return this;
    }

    public ToolResult AssertFailure()
    {
        Assert.True(ExitCode != 0, $"expected a failure of: {Command}\n{All}");
        return this;
    }
}
