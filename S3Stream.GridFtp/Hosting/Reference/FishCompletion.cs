using System.Text;

namespace S3Stream.GridFtp.Hosting;

/// <summary>Completion for fish 3 and later.</summary>
internal static class FishCompletion
{
    private const string At = "__s3stream_gridftp_at";

    public static string Script(IReadOnlyList<ReferenceCommand> commands)
    {
        string steps = CompletionCommand.Steps(commands).Replace('|', ' ');
        var text = new StringBuilder($$"""
            # fish completion of {{ReferenceCommand.Program}}, made by '{{ReferenceCommand.Program}} completion fish'
            function {{At}} --description 'Whether the command line has come to this command'
                set -l command ''
                for word in (commandline -opc)[2..]
                    if contains -- "$command:$word" {{steps}}
                        set command (string trim -- "$command $word")
                    end
                end
                test "$command" = "$argv"
            end
            complete -c {{ReferenceCommand.Program}} -f

            """);
        foreach (ReferenceCommand command in commands)
        {
            string start = $"complete -c {ReferenceCommand.Program} -n {Quoted($"{At} {command.Path}".TrimEnd())}";
            foreach (ReferenceCommand below in commands.Where(sub => sub.Path.Length > 0 && sub.Parent == command.Path))
            {
                text.Append($"{start} -a {below.Name} -d {Quoted(below.Summary)}\n");
            }

            foreach (string choice in command.Arguments.SelectMany(argument => argument.Choices))
            {
                text.Append($"{start} -a {choice}\n");
            }

            foreach (ReferenceOption option in command.Options)
            {
                text.Append($"{start} -l {option.Name[2..]}{Offer(option.Value)} -d {Quoted(option.Summary)}\n");
            }
        }

        return text.ToString();
    }

    private static string Offer(ReferenceValue value) => value.Kind switch
    {
        ValueKind.None => "",
        ValueKind.Choice => $" -x -a '{string.Join(' ', value.Choices)}'",
        ValueKind.File => " -r -F",
        ValueKind.Directory => " -x -a '(__fish_complete_directories)'",
        _ => " -x",
    };

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
