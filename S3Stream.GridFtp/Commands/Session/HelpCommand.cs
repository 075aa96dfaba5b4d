using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>HELP: lists the server's verbs, or the syntax of one.</summary>
internal sealed class HelpCommand : ImmediateCommand
{
    private const int VerbsPerLine = 8;

    public static Reply Overview(IEnumerable<string> verbs) => Reply.Listing(
        214,
        "The following commands are recognized:",
        verbs.Select(verb => verb.PadRight(4)).Chunk(VerbsPerLine).Select(line => "   " + string.Join("    ", line)),
        "End");

    public static Reply Syntax(CommandSet commands, string verb) => commands.Find(verb) is { } row
        ? Reply.Listing(214, $"Help for {verb}:", [$"{verb} {row.Syntax}".TrimEnd()], "End")
        : Reply.Of(502, $"Unknown command '{verb}'.");

    protected override Reply Execute(CommandContext context, CommandLine line) => line.HasArgument
        ? Syntax(context.Commands, line.Argument.Trim().ToUpperInvariant())
        : Overview(context.Commands.VerbsToTell(withSite: false));
}
