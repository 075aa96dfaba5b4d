namespace S3Stream.GridFtp.Commands;

/// <summary>FEAT: the feature lines of the table's rows.</summary>
internal sealed class FeatCommand(Func<CommandTable> table) : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) => Reply.Listing(
        211,
        "Extensions supported",
        table().Rows.Select(row => row.FeatureFor is { } feature ? feature(context) : row.Feature).OfType<string>(),
        "End.");
}
