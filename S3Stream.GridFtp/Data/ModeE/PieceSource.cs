using System.Runtime.CompilerServices;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// Hands a download out to the senders of a transfer: as it comes, or a small object in pieces, so that every connection gets some of it.
/// Over a long way a single connection's window would have to carry all of it. Safe for concurrent use; dispose it when no sender goes on.
/// </summary>
internal sealed class PieceSource : IDisposable
{
    // What a download gives at once, at most; and what is worth a connection of its own.
    private const int MaxBytes = 1024 * 1024;
    private const int MinBytes = 64 * 1024;

    private readonly ObjectDownload _download;
    private readonly int _pieceSize;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private SharedLease? _shared;
    private int _taken;

    /// <param name="download">The bytes.</param>
    /// <param name="senders">How many share them.</param>
    public PieceSource(ObjectDownload download, int senders)
    {
        _download = download;
        _pieceSize = (int)Math.Clamp((download.Length + senders - 1) / senders, MinBytes, MaxBytes);
    }

    /// <summary>The next bytes.</summary>
    /// <exception cref="S3StreamException">The download failed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Piece> TakeAsync(CancellationToken cancellationToken)
    {
        if (_pieceSize == MaxBytes)
        {
            ReadLease lease = await _download.ReadAsync(cancellationToken);
            return new Piece(lease.Offset, lease.Memory, lease, Shared: null);
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await TakeSharedAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gives back what no sender took.</summary>
    public void Dispose()
    {
        _shared?.Release(PiecesOf(_shared.Lease.Memory.Length - _taken));
        _gate.Dispose();
    }

    private async ValueTask<Piece> TakeSharedAsync(CancellationToken cancellationToken)
    {
        if (_shared is null)
        {
            ReadLease lease = await _download.ReadAsync(cancellationToken);
            if (lease.IsEnd)
            {
                return default;
            }

            (_shared, _taken) = (new SharedLease(lease, PiecesOf(lease.Memory.Length)), 0);
        }

        SharedLease shared = _shared;
        int size = Math.Min(_pieceSize, shared.Lease.Memory.Length - _taken);
        var piece = new Piece(shared.Lease.Offset + _taken, shared.Lease.Memory.Slice(_taken, size), shared.Lease, shared);
        _taken += size;
        if (_taken == shared.Lease.Memory.Length)
        {
            _shared = null;
        }

        return piece;
    }

    private int PiecesOf(int bytes) => (bytes + _pieceSize - 1) / _pieceSize;
}
