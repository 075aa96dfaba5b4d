using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>LIST: as <c>ls -l</c>, over the data channel. Options such as <c>-la</c> are skipped; a file lists itself.</summary>
internal sealed class ListCommand : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = Listings.Target(context, WithoutOptions(line.Argument));
        // before 150: 550 when it is missing
        PathEntry entry = await PathLookup.GetAsync(context.User.ClientFor(path, PathAccess.List), path, cancellationToken);
        return await ListTransfer.RunAsync(context, path, LinesAsync(context, entry, cancellationToken), cancellationToken);
    }

    /// <summary>The lines for a path; 550 when nothing has that name.</summary>
    public static async IAsyncEnumerable<string> LinesAsync(
        CommandContext context, VirtualPath path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PathEntry entry = await PathLookup.GetAsync(context.User.ClientFor(path, PathAccess.List), path, cancellationToken);
        await foreach (string line in LinesAsync(context, entry, cancellationToken))
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
        CommandContext context, PathEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListingFormatter formatter = Listings.Formatter(context);
        if (!entry.IsDirectory)
        {
            yield return formatter.List(entry);
            yield break;
        }

        await foreach (PathEntry child in DirectoryListing.ChildrenAsync(context, entry.Path, cancellationToken))
        {
            yield return formatter.List(child);
        }
    }
}
