using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// REST: <c>n</c> (RFC 3659) or <c>a-b[,c-d]</c> (GFD.020, end exclusive): the bytes that the receiver already has. The next transfer
/// consumes it.
/// </summary>
internal sealed class RestCommand : ImmediateCommand
{
    private const int MaxRanges = 10_000;

    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        context.State.Next.Restart = Parse(line.Argument.Trim());
        return Reply.Of(350, "Restart Marker OK. Send STORE or RETR to initiate transfer.");
    }

    /// <summary>Ascending, merged, none empty.</summary>
    private static IReadOnlyList<Extent> Parse(string text)
    {
        string[] ranges = text.Split(',');
        if (ranges.Length > MaxRanges)
        {
            throw BadParameter();
        }

        return new ExtentSet(ranges.Select(ParseRange)).Extents;
    }

    private static Extent ParseRange(string range)
    {
        string[] ends = range.Split('-');
        if (ends.Length > 2 || !TryNumber(ends[0], out long first) || !TryNumber(ends[^1], out long last))
        {
            throw BadParameter();
        }

        long start = ends.Length == 1 ? 0 : first;
        return last >= start ? Extent.Between(start, last) : throw BadParameter();
    }

    private static bool TryNumber(string text, out long value) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out value);

    private static FtpException BadParameter() => new(Reply.Of(501, "bad parameter."));
}
