using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Transfers;

/// <summary>RETR, ERET: bytes of an object to data connections. In MODE E blocks go out in the order S3 delivers them.</summary>
internal static class DownloadTransfer
{
    public static Task<Reply> RunAsync(TransferContext context, DownloadRequest request, CancellationToken cancellationToken) =>
        TransferRun.RunAsync(context, request, run => SendAsync(run, request), cancellationToken);

    private static async Task SendAsync(TransferRun run, DownloadRequest request)
    {
        TransferContext context = run.Context;
        IReadOnlyList<Extent> restart = context.State.Next.TakeForDownload();
        if (run.IsExtendedBlockMode && !context.DataChannel.IsConnecting)
        {
            throw DataFailure.NotOpened("in MODE E the sender of data connects; use PORT or SPOR before RETR.");
        }

        await using ObjectDownload download = await OpenAsync(run, request, restart);
        run.Counts = () => download.Counts;
        try
        {
            await SendAsync(run, request, download);
        }
        catch (StorageException exception) when (exception.Reason == FailureReason.Corrupt)
        {
            bool isWrongAgain = context.Checksums.IsDoubtful(request.Path.Address, download.Entry.ETag);
            context.Checksums.NoteRead(request.Path.Address, download.Entry.ETag, isRight: false);
            if (isWrongAgain && exception.ErrorCode == "ChecksumMismatch")
            {
                // Twice in a row is the store's copy, not the way: those who try 4xx again (FTS) would do it in vain.
                throw new FtpException(
                    GlobusError.BadChecksum($"{exception.Message} The last transfer found the same, so the store's copy is damaged."));
            }

            throw;
        }

        if (download.Length == download.Entry.Length)
        {
            context.Checksums.NoteRead(request.Path.Address, download.Entry.ETag, isRight: true);
        }
    }

    private static async Task SendAsync(TransferRun run, DownloadRequest request, ObjectDownload download)
    {
        if (run.IsExtendedBlockMode)
        {
            IReadOnlyList<DataConnection> connections = await run.OpenBlocksAsync();
            await SendBlocksAsync(run, download, request.Part?.Offset ?? 0, connections);
            run.Keep(connections);
        }
        else
        {
            DataConnection connection = await run.OpenStreamAsync(StreamUse.Send);
            await SendStreamAsync(run, download, connection);
            await connection.DisposeAsync();
        }
    }

    private static async Task<ObjectDownload> OpenAsync(TransferRun run, DownloadRequest request, IReadOnlyList<Extent> restart)
    {
        Extent wanted = request.Part ?? new Extent(0, long.MaxValue);
        long first = wanted.Offset;
        if (!run.IsExtendedBlockMode && restart.Count > 0)
        {
            first = StreamStart(run, wanted, restart);
        }

        // With ERET a restart counts from the part's start, as the blocks' offsets do.
        var room = new Extent(0, long.MaxValue - wanted.Offset);
        var had = new ExtentSet(restart
            .Select(extent => extent.Intersect(room))
            .Where(extent => !extent.IsEmpty)
            .Select(extent => new Extent(extent.Offset + wanted.Offset, extent.Length)));
        var options = new DownloadOptions
        {
            Order = run.IsExtendedBlockMode ? DeliveryOrder.AsCompleted : DeliveryOrder.Ascending,
            Owner = run.Context.Owner,
            Extents = request.Part is null && restart.Count == 0 ? null : [.. had.GapsIn(wanted)],
        };
        ObjectDownload download = await run.Context.User.ClientFor(request.Path, PathAccess.Read).OpenDownloadAsync(
            request.Path.Address, options, run.Stopping);
        if (first > download.Entry.Length)
        {
            long length = download.Entry.Length;
            await download.DisposeAsync();
            throw new FtpException(Reply.Of(554, $"Offset {first} lies beyond the end of {request.Path}, which has {length} bytes."));
        }

        if (restart.Count > 0 && run.Context.Checksums.IsDoubtful(request.Path.Address, download.Entry.ETag))
        {
            await download.DisposeAsync();
            throw new FtpException(Reply.Of(
                554, $"The bytes of {request.Path} that were sent before were wrong, and nothing tells which ones; get the object from "
                    + "its first byte."));
        }

        return download;
    }

    private static long StreamStart(TransferRun run, Extent wanted, IReadOnlyList<Extent> restart)
    {
        if (restart is not [{ Offset: 0, End: var offset }])
        {
            throw new FtpException(Reply.Of(501, "In MODE S a restart marker is one offset: REST n."));
        }

        return run.IsAscii
            ? throw new FtpException(Reply.Of(504, "REST counts bytes of the object, and TYPE A changes them on the way; use TYPE I."))
            : Math.Min(offset, long.MaxValue - wanted.Offset) + wanted.Offset;
    }

    private static async Task SendBlocksAsync(
        TransferRun run, ObjectDownload download, long wireBase, IReadOnlyList<DataConnection> connections)
    {
        await using TransferMarkers? markers = await StartMarkersAsync(run);
        using StallWatch watch = run.WatchForStall(static () => 0);
        int blockSize = run.Context.Options.BlockSize;
        await new BlockTransmission(download, wireBase, blockSize, run.Group, run.Progress).RunAsync(connections);
        await FinishAsync(run, markers);
    }

    private static async Task SendStreamAsync(TransferRun run, ObjectDownload download, DataConnection connection)
    {
        await using TransferMarkers? markers = await StartMarkersAsync(run);
        using StallWatch watch = run.WatchForStall(static () => 0);
        var sender = new StreamSender(connection, run.Progress);
        await (run.IsAscii ? sender.SendTextAsync(download, run.Stopping) : sender.SendAsync(download, run.Stopping));
        await FinishAsync(run, markers);
    }

    /// <summary>Retrievals show markers only to clients that asked by OPTS RETR Markers.</summary>
    private static async Task<TransferMarkers?> StartMarkersAsync(TransferRun run) => run.Context.State.RetrieveMarkers is { } period
        ? await TransferMarkers.StartAsync(
            run.Context.Replies, run.Context.Time, () => run.Progress.BytesMoved, period, stored: null, [], period, run.Stopping)
        : null;

    private static async Task FinishAsync(TransferRun run, TransferMarkers? markers)
    {
        if (markers is not null)
        {
            await markers.FinishAsync(run.Stopping);
        }
    }
}
