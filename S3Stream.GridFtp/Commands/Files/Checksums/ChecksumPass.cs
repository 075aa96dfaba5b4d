using System.Globalization;
using System.Security.Cryptography;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// Several checksums of an extent of an object in one pass over its bytes, which come by parallel ranged reads. Without a hash among them
/// the pieces are summed as they come, on several processors, and combined; a hash takes them in order.
/// </summary>
internal sealed class ChecksumPass(CommandContext context, IReadOnlyList<ChecksumAlgorithm> algorithms)
{
    private static readonly int MaxReaders = Math.Clamp(Environment.ProcessorCount, 1, 4);

    private readonly ObjectChecksums _combinable =
        algorithms.Aggregate(ObjectChecksums.None, (all, algorithm) => all | algorithm.Combinable);
    private readonly ChecksumRuns _runs = new();
    private readonly Lock _gate = new();
    private long _lastMarker = context.Time.GetTimestamp();
    private long _done;

    /// <summary>The values by algorithm, and the version of the object they are of.</summary>
    /// <param name="path">The object.</param>
    /// <param name="extent">Its bytes wanted, or <see langword="null"/>: all.</param>
    /// <param name="cancellationToken">Stops the reads.</param>
    public async Task<(ObjectEntry Entry, Dictionary<string, string> Values)> RunAsync(
        VirtualPath path, Extent? extent, CancellationToken cancellationToken)
    {
        bool isOrdered = algorithms.Any(algorithm => algorithm.IsHash);
        var options = new DownloadOptions
        {
            Order = isOrdered ? DeliveryOrder.Ascending : DeliveryOrder.AsCompleted,
            Extents = extent is { } wanted ? [wanted] : null,
            Owner = context.Owner,
        };
        (ChecksumAlgorithm Algorithm, IncrementalHash Hash)[] hashes =
        [
            .. algorithms.Where(algorithm => algorithm.IsHash).Select(algorithm => (algorithm, IncrementalHash.CreateHash(algorithm.Hash))),
        ];
        try
        {
            S3StreamClient client = context.User.ClientFor(path, PathAccess.Read);
            await using ObjectDownload download = await client.OpenDownloadAsync(path.Address, options, cancellationToken);
            await (isOrdered
                ? ReadAsync(download, [.. hashes.Select(entry => entry.Hash)], cancellationToken)
                : Parallel.ForAsync(0, MaxReaders, cancellationToken, async (_, stop) => await ReadAsync(download, [], stop)));
            return (download.Entry, Values(hashes));
        }
        finally
        {
            foreach ((_, IncrementalHash hash) in hashes)
            {
                hash.Dispose();
            }
        }
    }

    private async Task ReadAsync(ObjectDownload download, IncrementalHash[] hashes, CancellationToken cancellationToken)
    {
        while (true)
        {
            using ReadLease lease = await download.ReadAsync(cancellationToken);
            if (lease.IsEnd)
            {
                return;
            }

            foreach (IncrementalHash hash in hashes)
            {
                hash.AppendData(lease.Memory.Span);
            }

            if (_combinable != ObjectChecksums.None)
            {
                _runs.Add(lease.Offset, ChecksumSet.Of(lease.Memory, _combinable));
            }

            await CountAsync(lease.Memory.Length, cancellationToken);
        }
    }

    private Dictionary<string, string> Values((ChecksumAlgorithm Algorithm, IncrementalHash Hash)[] hashes)
    {
        ChecksumSet sums = _runs.Whole() ?? ChecksumSet.Of(default, _combinable);
        Dictionary<string, string> values = hashes.ToDictionary(
            entry => entry.Algorithm.Name, entry => Convert.ToHexStringLower(entry.Hash.GetHashAndReset()));
        foreach (ChecksumAlgorithm algorithm in algorithms.Where(algorithm => !algorithm.IsHash))
        {
            values[algorithm.Name] = algorithm.ValueIn(sums) ?? throw new InvalidOperationException($"{algorithm.Name} was not computed.");
        }

        return values;
    }

    /// <summary>Counts bytes, and tells the client every so often, if it asked for that by OPTS CKSM Markers.</summary>
    private async ValueTask CountAsync(int bytes, CancellationToken cancellationToken)
    {
        long done;
        lock (_gate)
        {
            done = _done += bytes;
            if (context.State.ChecksumMarkers is not { } interval || context.Time.GetElapsedTime(_lastMarker) < interval)
            {
                return;
            }

            _lastMarker = context.Time.GetTimestamp();
        }

        string time = (context.Time.GetUtcNow().ToUnixTimeMilliseconds() / 1_000.0).ToString("F1", CultureInfo.InvariantCulture);
        await context.Replies.WriteAsync(
            Reply.Listing(113, "Status Marker", [$"Timestamp: {time}", $"Bytes Processed: {done}"], "End."), cancellationToken);
    }
}
