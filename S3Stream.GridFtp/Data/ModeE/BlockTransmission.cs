using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// Sends one download in MODE E: every connection takes the next bytes that are there and sends them, so a slow one holds back nobody.
/// Every connection gets exactly one end of data; the first of each address that is done also carries its end of file. Used once.
/// </summary>
internal sealed class BlockTransmission(
    ObjectDownload download, long wireBase, int blockSize, ConnectionGroup group, TransferTally progress)
{
    /// <summary>Sends everything. The connections stay open.</summary>
    public async Task RunAsync(IReadOnlyList<DataConnection> connections)
    {
        var ends = new StripeEnds(connections);
        using (var pieces = new PieceSource(download, connections.Count))
        {
            await Task.WhenAll(connections.Select(connection => SendAsync(connection, pieces, ends)));
        }

        group.ThrowIfFailed();
    }

    private async Task SendAsync(DataConnection connection, PieceSource pieces, StripeEnds ends)
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
            await sender.EndAsync(ends.Take(connection), group.Stopping);
        }
        catch (Exception exception)
        {
            group.Fail(exception);
        }
    }
}
