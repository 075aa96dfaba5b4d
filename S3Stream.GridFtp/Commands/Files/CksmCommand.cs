using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// CKSM (GFD.047) <c>algorithm offset length path</c>: length -1 is to the end; bytes beyond the end count for nothing. What the store
/// keeps is told without reading; else the bytes are read once, in order. A long sum is announced by 113 replies when OPTS CKSM asked for
/// them.
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

        VirtualPath path = context.State.Directory.Combine(rest);
        ObjectEntry entry = await PathLookup.GetObjectAsync(context.User.ClientFor(path), path, cancellationToken);
        bool isWhole = offset == 0 && length >= entry.Length;
        string value = (isWhole ? algorithm.Stored(entry.Checksums) : null)
            ?? await SumAsync(context, algorithm, path, new Extent(offset, length), entry.Length, cancellationToken);
        return Reply.Of(213, value);
    }

    private static async Task<string> SumAsync(
        CommandContext context,
        ChecksumAlgorithm algorithm,
        VirtualPath path,
        Extent extent,
        long objectLength,
        CancellationToken cancellationToken)
    {
        using RunningChecksum sum = algorithm.Start();
        Extent wanted = extent.Intersect(new Extent(0, objectLength));
        if (wanted.IsEmpty)
        {
            return sum.Finish();
        }

        TimeSpan? interval = context.State.ChecksumMarkers;
        long lastMarker = context.Time.GetTimestamp();
        long done = 0;
        await using ObjectDownload download = await context.User.ClientFor(path).OpenDownloadAsync(
            path.Address, new DownloadOptions { Extents = [wanted] }, cancellationToken);
        while (true)
        {
            using ReadLease lease = await download.ReadAsync(cancellationToken);
            if (lease.IsEnd)
            {
                return sum.Finish();
            }

            sum.Append(lease.Memory.Span);
            done += lease.Memory.Length;
            if (interval is { } every && context.Time.GetElapsedTime(lastMarker) >= every)
            {
                lastMarker = context.Time.GetTimestamp();
                await context.Replies.WriteAsync(Marker(context, done, wanted.Length), cancellationToken);
            }
        }
    }

    private static Reply Marker(CommandContext context, long done, long total) => Reply.Listing(
        113,
        "Status Marker",
        [$"Timestamp: {context.Time.GetUtcNow().ToUnixTimeSeconds()}", $"Bytes Checksummed: {done} of {total}"],
        "End.");
}
