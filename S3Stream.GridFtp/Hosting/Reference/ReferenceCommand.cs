using System.CommandLine;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// A command with its options, as help tells them. Shell completion and the manual page are made of it, so that they know whatever help
/// knows.
/// </summary>
/// <param name="Path">Its name, behind those of the commands it belongs to; empty for the program itself.</param>
/// <param name="Help">Its paragraphs.</param>
/// <param name="Arguments">What stands behind it, in order.</param>
/// <param name="Options">In help's order.</param>
internal sealed record ReferenceCommand(
    string Path, string Help, IReadOnlyList<ReferenceValue> Arguments, IReadOnlyList<ReferenceOption> Options)
{
    public const string Program = "s3stream-gridftp";

    /// <summary>The last word of the path.</summary>
    public string Name => Path[(Path.LastIndexOf(' ') + 1)..];

    /// <summary>The path of the command it belongs to.</summary>
    public string Parent => Path[..Math.Max(0, Path.LastIndexOf(' '))];

    public string Summary => FirstSentence(Help);

    /// <summary>The program and all its commands, each before those below it.</summary>
    public static IReadOnlyList<ReferenceCommand> All(Command root) => [.. Below(root, "")];

    /// <summary>The first sentence of help, on one line and without its full stop.</summary>
    public static string FirstSentence(string help)
    {
        string text = help.Split("\n\n")[0].Replace('\n', ' ');
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text.TrimEnd('.') : text[..end];
    }

    private static IEnumerable<ReferenceCommand> Below(Command command, string path)
    {
        IEnumerable<Option> options = command.Options.Where(option => !option.Hidden);
        IEnumerable<ReferenceOption> help = command is RootCommand ? [] : [ReferenceOption.Help];
        yield return new(
            path,
            (command.Description ?? "").ReplaceLineEndings("\n"),
            [.. command.Arguments.Where(argument => !argument.Hidden).Select(argument =>
                ReferenceValue.Of(argument.HelpName ?? argument.Name.ToUpperInvariant()))],
            [.. options.Select(ReferenceOption.Of), .. help]);
        foreach (Command sub in command.Subcommands.Where(sub => !sub.Hidden))
        {
            foreach (ReferenceCommand below in Below(sub, path.Length == 0 ? sub.Name : $"{path} {sub.Name}"))
            {
                yield return below;
            }
        }
    }
}
