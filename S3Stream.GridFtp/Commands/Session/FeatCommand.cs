using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>FEAT: the feature lines of the table's rows.</summary>
internal sealed class FeatCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) => Reply.Listing(
        211,
        "Extensions supported",
        context.Commands.Rows.Select(row => row.FeatureFor is { } feature ? feature(context) : row.Feature).OfType<string>(),
        "End.");
}
