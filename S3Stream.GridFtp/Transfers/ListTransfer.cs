using System.Buffers;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Transfers;

/// <summary>
/// Sends the lines of LIST, NLST, MLSD and MLSR over the data channel, each followed by exactly one CRLF, whatever the TYPE.
/// </summary>
internal static class ListTransfer
{
    private const int BatchSize = 64 * 1024;

    public static Task<Reply> RunAsync(
        TransferContext context, VirtualPath path, IAsyncEnumerable<string> lines, CancellationToken cancellationToken) =>
        TransferRun.RunAsync(context, new ListRequest(path), run => SendAsync(run, lines), cancellationToken);

    private static async Task SendAsync(TransferRun run, IAsyncEnumerable<string> lines)
    {
        if (run.IsExtendedBlockMode && !run.Context.DataChannel.IsConnecting)
        {
            throw DataFailure.NotOpened("in MODE E the sender of data connects; use PORT or SPOR before a listing.");
        }

        await using IAsyncEnumerator<string> enumerator = lines.GetAsyncEnumerator(run.Stopping);
        bool hasLine = await enumerator.MoveNextAsync(); // before 150: a directory that cannot be listed is an error instead of it
        if (run.IsExtendedBlockMode)
        {
            IReadOnlyList<DataConnection> connections = await run.OpenBlocksAsync();
            using StallWatch watch = run.WatchForStall(static () => 0);
            await SendBlocksAsync(run, connections, enumerator, hasLine);
            run.Keep(connections);
        }
        else
        {
            DataConnection connection = await run.OpenStreamAsync(StreamUse.Send);
            using StallWatch watch = run.WatchForStall(static () => 0);
            var sender = new StreamSender(connection, run.Progress);
            await SendBatchesAsync(enumerator, hasLine, (_, batch) => sender.SendAsync(batch, run.Stopping));
            await connection.Stream.CompleteAsync(run.Stopping);
            await connection.DisposeAsync();
        }
    }

    /// <summary>The bytes go over the first connection; the others still get their end of data, as every kept connection must.</summary>
    private static async Task SendBlocksAsync(
        TransferRun run, IReadOnlyList<DataConnection> connections, IAsyncEnumerator<string> enumerator, bool hasLine)
    {
        var first = new BlockSender(connections[0], run.Progress);
        await SendBatchesAsync(enumerator, hasLine, (offset, batch) => first.SendAsync(offset, batch, BatchSize, run.Stopping));
        var ends = new StripeEnds(connections);
        foreach (DataConnection connection in connections)
        {
            await new BlockSender(connection, run.Progress).EndAsync(ends.Take(connection), run.Stopping);
        }
    }

    private static async Task SendBatchesAsync(
        IAsyncEnumerator<string> enumerator, bool hasLine, Func<long, ReadOnlyMemory<byte>, ValueTask> send)
    {
        var batch = new ArrayBufferWriter<byte>(BatchSize);
        long offset = 0;
        for (bool more = hasLine; more; more = await enumerator.MoveNextAsync())
        {
            WireText.Encode(enumerator.Current, batch);
            batch.Write("\r\n"u8);
            if (batch.WrittenCount >= BatchSize)
            {
                await send(offset, batch.WrittenMemory);
                offset += batch.WrittenCount;
                batch.ResetWrittenCount();
            }
        }

        if (batch.WrittenCount > 0)
        {
            await send(offset, batch.WrittenMemory);
        }
    }
}
