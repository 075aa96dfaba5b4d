using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>FEAT: the feature lines of the tables' rows.</summary>
internal sealed class FeatCommand(Func<IEnumerable<CommandRow>> rows) : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) => Reply.Listing(
        211,
        "Extensions supported",
        rows().Select(row => row.FeatureFor is { } feature ? feature(context) : row.Feature).OfType<string>(),
        "End.");
}
