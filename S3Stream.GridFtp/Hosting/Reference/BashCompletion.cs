using System.Text;

namespace S3Stream.GridFtp.Hosting;

/// <summary>Completion for bash 4 and later, without the package bash-completion.</summary>
internal static class BashCompletion
{
    private const string Function = "_s3stream_gridftp";

    public static string Script(IReadOnlyList<ReferenceCommand> commands)
    {
        var text = new StringBuilder($$"""
            # bash completion of {{ReferenceCommand.Program}}, made by '{{ReferenceCommand.Program}} completion bash'
            {{Function}}() {
                local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= word words=
                for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                    case "$command:$word" in
                        {{CompletionCommand.Steps(commands)}}) command="${command:+$command }$word" ;;
                    esac
                done
                COMPREPLY=()

            """);
        text.Append("    if [[ $current != -* ]]; then\n        case \"$command:$previous\" in\n");
        foreach (var same in Values(commands).GroupBy(entry => Offer(entry.Value), entry => entry.Pattern))
        {
            text.Append($"            {string.Join('|', same)})\n                {same.Key}\n                return ;;\n");
        }

        text.Append("        esac\n    fi\n    case \"$command\" in\n");
        foreach (ReferenceCommand command in commands)
        {
            text.Append($"        '{command.Path}') words='{string.Join(' ', Words(command, commands))}' ;;\n");
        }

        text.Append($$"""
                esac
                mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
            }
            complete -F {{Function}} {{ReferenceCommand.Program}}

            """);
        return text.ToString();
    }

    private static IEnumerable<(string Pattern, ReferenceValue Value)> Values(IEnumerable<ReferenceCommand> commands) =>
        from command in commands
        from option in command.Options
        where option.Value.Kind != ValueKind.None
        select ($"'{command.Path}:{option.Name}'", option.Value);

    private static string Offer(ReferenceValue value) => value.Kind switch
    {
        ValueKind.Choice => $"mapfile -t COMPREPLY < <(compgen -W '{string.Join(' ', value.Choices)}' -- \"$current\")",
        ValueKind.File => "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\")",
        ValueKind.Directory => "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$current\")",
        _ => ":",
    };

    /// <summary>What may stand where no value is due: commands below, the argument's words, options.</summary>
    private static IEnumerable<string> Words(ReferenceCommand command, IEnumerable<ReferenceCommand> all) =>
    [
        .. all.Where(below => below.Path.Length > 0 && below.Parent == command.Path).Select(below => below.Name),
        .. command.Arguments.SelectMany(argument => argument.Choices),
        .. command.Options.Select(option => option.Name),
    ];
}
