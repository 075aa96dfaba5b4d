using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Transfers;

/// <summary>
/// STOR, APPE, ESTO: bytes from data connections into an object. The object appears when all of it is stored, or not at all.
/// </summary>
internal sealed class UploadTransfer
{
    private readonly TransferRun _run;
    private readonly OpenedUpload _plan;
    private readonly long? _declared;
    private readonly bool _isAnnouncedEmpty;

    private UploadTransfer(TransferRun run, OpenedUpload plan, UploadOpening opening)
    {
        _run = run;
        _plan = plan;
        _declared = opening.DeclaredBytes;
        _isAnnouncedEmpty = opening.IsAnnouncedEmpty;
    }

    public static Task<Reply> RunAsync(TransferContext context, UploadRequest request, CancellationToken cancellationToken) =>
        TransferRun.RunAsync(
            context,
            request,
            async run =>
            {
                var opening = new UploadOpening(run, request);
                if (run.IsExtendedBlockMode && context.DataChannel.IsConnecting)
                {
                    throw DataFailure.NotOpened("in MODE E the sender of data connects; use PASV before STOR.");
                }

                await using OpenedUpload plan = await opening.OpenAsync(run.Stopping);
                run.Counts = () => plan.Upload.Counts;
                var transfer = new UploadTransfer(run, plan, opening);
                await transfer.StoreAsync(request.Kind != UploadKind.Append);
            },
            cancellationToken);

    private async Task StoreAsync(bool showsMarkers)
    {
        if (_run.IsExtendedBlockMode)
        {
            await StoreBlocksAsync(showsMarkers);
        }
        else
        {
            DataConnection connection = await _run.OpenStreamAsync(
                _declared > 0 ? StreamUse.ReceiveBytes : _isAnnouncedEmpty ? StreamUse.ReceiveNothing : StreamUse.Receive);
            showsMarkers &= _run.Context.Options.AlwaysSendMarkers; // most clients of MODE S take any reply for the final one
            await using TransferMarkers? markers = showsMarkers ? await StartMarkersAsync() : null;
            await ReceiveAllAsync(() => ReceiveStreamAsync(connection));
            await connection.DisposeAsync();
            await CompleteAsync();
            await (markers?.FinishAsync(_run.Stopping) ?? Task.CompletedTask);
        }
    }

    /// <summary>
    /// 150 goes out as soon as the listener is ready: some senders connect only after it, and a third-party source connects when it gets
    /// its own command, however long that takes within the connect time-out.
    /// </summary>
    private async Task StoreBlocksAsync(bool showsMarkers)
    {
        TransferContext context = _run.Context;
        await _run.ListenIfDelayedAsync();
        List<DataConnection> kept = await context.DataChannel.TakeKeptAsync();
        kept.ForEach(_run.Group.Add);
        await _run.BeginAsync(kept.Count > 0, hasMarker: showsMarkers);
        await using TransferMarkers? markers = showsMarkers ? await StartMarkersAsync() : null;
        var reception = new BlockReception(
            context.DataChannel, _run.Terms, _plan.Target, _run.Group, _run.Progress, context.Options, context.Logger, context.Time);
        await ReceiveAllAsync(() => reception.RunAsync(kept));
        _run.EndData();
        await CompleteAsync(); // markers go on meanwhile: S3 may take minutes, and clients give up on silence
        await (markers?.FinishAsync(_run.Stopping) ?? Task.CompletedTask);
    }

    private Task<TransferMarkers> StartMarkersAsync() => TransferMarkers.StartAsync(
        _run.Context.Replies,
        _run.Context.Time,
        () => _run.Progress.BytesMoved,
        _run.Context.State.PerformanceMarkers,
        _plan.IsResumable ? () => _plan.Upload.StoredExtents : null,
        _plan.Claims,
        _run.Context.State.RestartMarkers,
        _run.Stopping);

    /// <summary>
    /// Receives, and keeps the existing object's head at the same time; the first failure of either, or of the upload, stops all.
    /// </summary>
    private async Task ReceiveAllAsync(Func<Task> receive)
    {
        using StallWatch watch = _run.WatchForStall(() => _plan.Upload.BytesStored);
        var received = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task watching = WatchUploadAsync(received.Task);
        await Task.WhenAll(_run.GuardAsync(receive()), _run.GuardAsync(_plan.KeepHeadAsync(_run.Stopping)));
        received.SetResult();
        await watching;
        _run.Group.ThrowIfFailed();
    }

    /// <summary>A failed upload ends the transfer at once, also while all connections wait for the network.</summary>
    private async Task WatchUploadAsync(Task received)
    {
        Task<Exception> failed = _plan.Upload.Failed;
        if (await Task.WhenAny(failed, received) == failed)
        {
            _run.Group.Fail(await failed);
        }
    }

    private async Task ReceiveStreamAsync(DataConnection connection)
    {
        using UploadWriter writer = _plan.Upload.OpenWriter();
        var receiver = new StreamReceiver(connection, writer, _plan.Target, _run.Progress);
        await (_run.IsAscii ? receiver.ReceiveTextAsync(_run.Stopping) : receiver.ReceiveAsync(_run.Stopping));
    }

    private async Task CompleteAsync()
    {
        long end = _run.Progress.HighestEnd;
        if (end < _declared)
        {
            throw DataFailure.Lost(
                $"{end} of the {_declared} bytes that ALLO declared came; the bytes from {end} on are missing. No object was made.");
        }

        StoredObject stored = await _plan.CompleteAsync(end, _run.Stopping);
        _run.Stored = stored;
        _run.Context.Checksums.Add(stored);
    }
}
