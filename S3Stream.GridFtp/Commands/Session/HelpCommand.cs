using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>HELP: the table's verbs, or the syntax of one.</summary>
internal sealed class HelpCommand(Func<CommandTable> table) : ImmediateCommand
{
    private const int VerbsPerLine = 8;

    public static Reply Overview(IEnumerable<CommandRow> rows) => Reply.Listing(
        214,
        "The following commands are recognized:",
        rows.Where(row => row.Handler is not UnsupportedCommand)
            .Select(row => row.Verb.PadRight(4))
            .Chunk(VerbsPerLine)
            .Select(verbs => "   " + string.Join("    ", verbs)),
        "End");

    public static Reply Syntax(CommandTable table, string verb) => table.Find(verb) is { } row
        ? Reply.Listing(214, $"Help for {verb}:", [$"{verb} {row.Syntax}".TrimEnd()], "End")
        : Reply.Of(502, $"Unknown command '{verb}'.");

    protected override Reply Execute(CommandContext context, CommandLine line) => line.HasArgument
        ? Syntax(table(), line.Argument.Trim().ToUpperInvariant())
        : Overview(table().Rows);
}
