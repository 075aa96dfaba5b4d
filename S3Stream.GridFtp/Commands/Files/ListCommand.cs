using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// LIST: as <c>ls -l</c>, over the data channel. Options such as <c>-la</c> are skipped; a file lists itself. Names are bare, as clients
/// that read the columns expect.
/// </summary>
internal sealed class ListCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        // before 150: 550 when it is missing
        ListTarget target = await ListTarget.FindAsync(context, WithoutOptions(line.Argument), cancellationToken);
        IAsyncEnumerable<string> lines = LinesAsync(context, target.EntriesAsync(context, cancellationToken), cancellationToken);
        return await ListTransfer.RunAsync(context, target.Path, lines, cancellationToken);
    }

    /// <summary>The lines for a path, which is no pattern; 550 when nothing has that name.</summary>
    public static async IAsyncEnumerable<string> LinesAsync(
        CommandContext context, VirtualPath path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PathEntry entry = await PathLookup.GetAsync(context.User.ClientFor(path, PathAccess.List), path, cancellationToken);
        IAsyncEnumerable<PathEntry> entries = entry.IsDirectory
            ? DirectoryListing.ChildrenAsync(context, path, cancellationToken)
            : AsyncEnumerable.Repeat(entry, 1);
        await foreach (string line in LinesAsync(context, entries, cancellationToken))
        {
            yield return line;
        }
    }

    /// <summary>Takes <c>ls</c> options off: words that begin with a dash, as long as there are any.</summary>
    public static string WithoutOptions(string argument)
    {
        string rest = argument.TrimStart(' ');
        while (rest.StartsWith('-'))
        {
            Arguments.TakeWord(ref rest);
            rest = rest.TrimStart(' ');
        }

        return rest;
    }

    private static async IAsyncEnumerable<string> LinesAsync(
        CommandContext context, IAsyncEnumerable<PathEntry> entries, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListingFormatter formatter = Listings.Formatter(context);
        await foreach (PathEntry entry in entries.WithCancellation(cancellationToken))
        {
            yield return formatter.List(entry);
        }
    }
}
