using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// CKSM (GFD.047) <c>algorithm offset length path</c>: length -1 is to the end; bytes beyond the end are ignored. A checksum that the store
/// keeps, or that this server computed during the upload or earlier, is returned without a read. Otherwise the bytes are read once, for
/// every algorithm that the session has asked for so far: clients ask for the same ones of every file. 113 replies tell of the progress
/// when OPTS CKSM asked for them.
/// </summary>
internal sealed class CksmCommand : FtpCommand
{
    public static string Feature { get; } =
        "CKSM " + string.Concat(ChecksumAlgorithm.All.Select(algorithm => $"{algorithm.Name}:{algorithm.Cost};"));

    public override async Task<Reply> ExecuteAsync(CommandContext context, CommandLine line, CancellationToken cancellationToken)
    {
        string rest = line.Argument;
        string name = Arguments.TakeWord(ref rest);
        long offset = Arguments.Number(Arguments.TakeWord(ref rest));
        string lengthText = Arguments.TakeWord(ref rest);
        long length = lengthText == "-1" ? long.MaxValue - offset : Arguments.Number(lengthText);
        if (rest.Length == 0 || length > long.MaxValue - offset)
        {
            return Replies.Syntax;
        }

        if (ChecksumAlgorithm.Find(name) is not { } algorithm)
        {
            return Reply.Of(504, "Unknown checksum algorithm requested.");
        }

        VirtualPath path = context.PathOf(rest);
        ObjectEntry entry = await PathLookup.GetObjectAsync(context.User.ClientFor(path, PathAccess.Read), path, cancellationToken);
        Extent wanted = new Extent(offset, length).Intersect(new Extent(0, entry.Length));
        string value = offset == 0 && length >= entry.Length
            ? await OfWholeAsync(context, algorithm, path, entry, cancellationToken)
            : await OfExtentAsync(context, algorithm, path, wanted, cancellationToken);
        return Reply.Of(213, value);
    }

    private static async Task<string> OfWholeAsync(
        CommandContext context, ChecksumAlgorithm algorithm, VirtualPath path, ObjectEntry entry, CancellationToken cancellationToken)
    {
        if (Known(algorithm) is { } known)
        {
            return known;
        }

        context.State.ChecksumsAsked.Add(algorithm);
        ChecksumAlgorithm[] unknown = [.. context.State.ChecksumsAsked.Where(asked => Known(asked) is null)];
        var pass = new ChecksumPass(context, unknown);
        (ObjectEntry read, Dictionary<string, string> values) = await pass.RunAsync(path, extent: null, cancellationToken);
        context.Checksums.Add(path.Address, read.ETag, values);
        return values[algorithm.Name];

        string? Known(ChecksumAlgorithm wanted) =>
            wanted.ValueIn(entry.Checksums) ?? context.Checksums.Find(path.Address, entry.ETag, wanted);
    }

    private static async Task<string> OfExtentAsync(
        CommandContext context, ChecksumAlgorithm algorithm, VirtualPath path, Extent extent, CancellationToken cancellationToken)
    {
        if (extent.IsEmpty)
        {
            return algorithm.ValueOfNothing();
        }

        (_, Dictionary<string, string> values) = await new ChecksumPass(context, [algorithm]).RunAsync(path, extent, cancellationToken);
        return values[algorithm.Name];
    }
}
