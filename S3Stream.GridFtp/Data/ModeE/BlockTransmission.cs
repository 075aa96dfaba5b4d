using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// Sends one download in MODE E: every connection takes the next bytes that are there and sends them, so a slow one holds back nobody.
/// Every connection gets exactly one end of data; the first that is done also carries the end of file. Used once.
/// </summary>
internal sealed class BlockTransmission(
    ObjectDownload download, long wireBase, int blockSize, ConnectionGroup group, TransferProgress progress)
{
    private int _announced;

    /// <summary>Sends everything. The connections stay open.</summary>
    public async Task RunAsync(IReadOnlyList<DataConnection> connections)
    {
        using (var pieces = new PieceSource(download, connections.Count))
        {
            await Task.WhenAll(connections.Select(connection => SendAsync(connection, pieces, connections.Count)));
        }

        group.ThrowIfFailed();
    }

    private async Task SendAsync(DataConnection connection, PieceSource pieces, int connections)
    {
        try
        {
            var sender = new BlockSender(connection, progress);
            while (true)
            {
                using Piece piece = await pieces.TakeAsync(group.Stopping);
                if (piece.IsEnd)
                {
                    break;
                }

                await sender.SendAsync(piece.Offset - wireBase, piece.Memory, blockSize, group.Stopping);
            }

            // A failed read has thrown above, so that no end of file can follow data that is missing.
            bool isAnnouncer = Interlocked.Exchange(ref _announced, 1) == 0;
            await sender.EndAsync(isAnnouncer ? connections : null, group.Stopping);
        }
        catch (Exception exception)
        {
            group.Fail(exception);
        }
    }
}
