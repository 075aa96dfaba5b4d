using System.Runtime.CompilerServices;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.GridFtp.Commands;

/// <summary>MLSD (RFC 3659 7), and MLSR: the same for everything below, names relative to the directory asked for.</summary>
internal sealed class MlsdCommand(bool recursive) : FtpCommand
{
    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        VirtualPath path = Listings.Target(context, line.Argument);
        PathEntry directory = await PathLookup.GetDirectoryAsync(context.User.ClientFor(path, PathAccess.List), path, cancellationToken);
        IAsyncEnumerable<string> lines = recursive
            ? RecursiveLinesAsync(context, directory, cancellationToken)
            : LinesAsync(context, directory, cancellationToken);
        return await ListTransfer.RunAsync(context, path, lines, cancellationToken);
    }

    /// <summary>The directory itself, the one above, and the children.</summary>
    public static async IAsyncEnumerable<string> LinesAsync(
        CommandContext context, PathEntry directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListingFormatter formatter = Listings.Formatter(context);
        MlsxFacts facts = context.State.Facts;
        yield return formatter.Facts(directory, facts, ".", "cdir", await CountAsync(context, directory, cancellationToken));
        yield return formatter.Facts(PathEntry.Directory(directory.Path.Parent), facts, "..", "pdir");
        await foreach (PathEntry child in DirectoryListing.ChildrenAsync(context, directory.Path, cancellationToken))
        {
            yield return formatter.Facts(child, facts, child.Path.Name);
        }
    }

    /// <summary>
    /// X.count as globus-gridftp-server counts: the directory, the one above and the entries right below, in a recursive listing too. It
    /// takes a listing of its own; <see langword="null"/> where nobody asked.
    /// </summary>
    private static async Task<long?> CountAsync(CommandContext context, PathEntry directory, CancellationToken cancellationToken) =>
        context.State.Facts.HasFlag(MlsxFacts.Count)
            ? 2 + await DirectoryListing.ChildrenAsync(context, directory.Path, cancellationToken).LongCountAsync(cancellationToken)
            : null;

    private static async IAsyncEnumerable<string> RecursiveLinesAsync(
        CommandContext context, PathEntry directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListingFormatter formatter = Listings.Formatter(context);
        long? count = await CountAsync(context, directory, cancellationToken);
        yield return formatter.Facts(directory, context.State.Facts, ".", "cdir", count);
        await foreach ((PathEntry entry, string name) in RecursiveListing.BelowAsync(context, directory.Path, cancellationToken))
        {
            yield return formatter.Facts(entry, context.State.Facts, name);
        }
    }
}
