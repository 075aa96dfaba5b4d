using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>PWD: the current directory in quotes, quotes in it doubled (RFC 959 appendix II).</summary>
internal sealed class PwdCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) =>
        Reply.Of(257, $"{Quoted(context.State.Directory.Text)} is current directory.");

    public static string Quoted(string path) => $"\"{path.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
