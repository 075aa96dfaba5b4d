using System.Text;

namespace S3Stream.GridFtp.Hosting;

/// <summary>Completion for zsh, by its own <c>_arguments</c>; the file's name is <c>_s3stream-gridftp</c>.</summary>
internal static class ZshCompletion
{
    public static string Script(IReadOnlyList<ReferenceCommand> commands)
    {
        var text = new StringBuilder($$"""
            #compdef {{ReferenceCommand.Program}}
            # made by '{{ReferenceCommand.Program}} completion zsh'
            _{{ReferenceCommand.Program}}() {
                local curcontext="$curcontext" command= state
                local -a commands
                local -A opt_args
                integer at=1 i
                for ((i = 2; i < CURRENT; i++)); do
                    case "$command:${words[i]}" in
                        {{CompletionCommand.Steps(commands)}}) command="${command:+$command }${words[i]}"; at=i ;;
                    esac
                done
                words=("${(@)words[at,-1]}")
                (( CURRENT -= at - 1 ))
                case "$command" in

            """);
        foreach (ReferenceCommand command in commands)
        {
            text.Append($"        '{command.Path}')\n");
            ReferenceCommand[] below = [.. commands.Where(sub => sub.Path.Length > 0 && sub.Parent == command.Path)];
            string[] specifications = [.. Specifications(command, below.Length > 0)];
            if (below.Length > 0)
            {
                string[] names = [.. below.Select(sub => CompletionCommand.Quoted($"{sub.Name}:{sub.Summary}"))];
                text.Append($"            commands=(\n                {string.Join("\n                ", names)}\n            )\n");
            }

            text.Append($"            _arguments -S {string.Join(" \\\n                ", specifications)} ;;\n");
        }

        text.Append($$"""
                esac
                [[ $state == command ]] && _describe -t commands command commands
            }
            if [[ $funcstack[1] == _{{ReferenceCommand.Program}} ]]; then
                _{{ReferenceCommand.Program}} "$@"
            else
                compdef _{{ReferenceCommand.Program}} {{ReferenceCommand.Program}}
            fi

            """);
        return text.ToString();
    }

    private static IEnumerable<string> Specifications(ReferenceCommand command, bool hasCommands)
    {
        foreach (ReferenceOption option in command.Options)
        {
            bool isOptional = option.Setting is { IsSwitch: true };
            string repeat = option.Setting is { IsRepeatable: true } ? "*" : "";
            string value = option.Value.Kind == ValueKind.None
                ? ""
                : $"{(isOptional ? "::" : ":")}{Plain(option.Value.Name)}:{Offer(option.Value)}";
            yield return CompletionCommand.Quoted($"{repeat}{option.Name}[{Plain(option.Summary)}]{value}");
        }

        foreach (ReferenceValue argument in command.Arguments)
        {
            yield return CompletionCommand.Quoted($":{Plain(argument.Name)}:{Offer(argument)}");
        }

        if (hasCommands)
        {
            yield return "'1:command:->command'";
        }
    }

    private static string Offer(ReferenceValue value) => value.Kind switch
    {
        ValueKind.Choice => $"({string.Join(' ', value.Choices)})",
        ValueKind.File => "_files",
        ValueKind.Directory => "_files -/",
        _ => " ",
    };

    /// <summary>Without a meaning in a specification of <c>_arguments</c>.</summary>
    private static string Plain(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(":", "\\:", StringComparison.Ordinal)
        .Replace("[", "\\[", StringComparison.Ordinal)
        .Replace("]", "\\]", StringComparison.Ordinal);
}
