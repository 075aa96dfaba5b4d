using System.CommandLine;

namespace S3Stream.GridFtp.Hosting;

/// <summary><c>s3stream-gridftp completion SHELL</c>: a script that teaches a shell the commands, options and values.</summary>
internal static class CompletionCommand
{
    private const string Description =
        """
        Print a script for command completion in bash, zsh or fish. The packages install all three scripts.

        To use it in the current shell only:  source <(s3stream-gridftp completion bash)
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "Whose script.", HelpName = "bash|zsh|fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", Description) { shell };
        command.SetAction(parsed => Console.Out.Write(
            Script(parsed.GetRequiredValue(shell), ReferenceCommand.All(parsed.RootCommandResult.Command))));
        return command;
    }

    public static string Script(string shell, IReadOnlyList<ReferenceCommand> commands) => shell switch
    {
        "bash" => BashCompletion.Script(commands),
        "zsh" => ZshCompletion.Script(commands),
        _ => FishCompletion.Script(commands),
    };

    /// <summary>
    /// The patterns of a shell's <c>case</c> that lead from a command to those below it: <c>'path:word'</c>.
    /// </summary>
    public static string Steps(IEnumerable<ReferenceCommand> commands) => string.Join(
        '|', commands.Where(command => command.Path.Length > 0).Select(command => $"'{command.Parent}:{command.Name}'"));

    /// <summary>In single quotes, as sh, bash and zsh read them.</summary>
    public static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
