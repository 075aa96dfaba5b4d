using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;
using S3Stream.Memory;
using S3Stream.Storage;

namespace S3Stream.Download;

/// <summary>
/// One ranged read, straight into slabs. A read goes on into the slabs beside, so that it takes all that the connection has; each slab is
/// delivered as soon as it is full. A body that breaks off is read on from the break, never again from its start. Used once, by one task;
/// the range's memory is its own until delivered.
/// </summary>
internal sealed class RangeFetch(
    TransferServices services, ObjectVersion version, DownloadProof proof, long position, Extent range, RangeMemory memory,
    DeliveryQueue delivery, ILogger logger)
{
    // Slabs rented together. More take no fewer calls: a connection seldom has more than this to read.
    private const int SlabsOfRun = 4;

    private Extent _range = range;
    private SlabRun? _run;
    private int _inRun;
    private long _filled;
    private long _undelivered = SlabPool.RoundUp(range.Length);

    /// <summary>What it has not delivered, with its position among the bytes wanted.</summary>
    public (long Position, Extent Bytes) Rest
    {
        get
        {
            long delivered = _filled - _inRun;
            return (position + delivered, Extent.Between(_range.Offset + delivered, _range.End));
        }
    }

    /// <summary>Reads the range to its end. Whatever happens, memory that was not delivered is given back.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            string operation = $"GetObject {version.Address} bytes {_range}";
            await services.Retry.ExecuteAsync(operation, ReadAsync, cancellationToken).ConfigureAwait(false);
            services.Tally.CountPart();
            S3StreamMetrics.PartDone(isUpload: false);
        }
        finally
        {
            GiveBackRest();
        }
    }

    private async Task<bool> ReadAsync(int attempt, CancellationToken cancellationToken)
    {
        // the slot is taken for each attempt, so that none is held while the policy waits between two
        await services.Slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Extent rest = Extent.Between(_range.Offset + _filled, _range.End);
            if (_filled > 0)
            {
                logger.RangeResumed(version.Address, rest.Offset, _range, attempt);
            }

            RangeReply reply = await services.Store.GetRangeAsync(
                version.Address, rest, version.Entry?.ETag, cancellationToken).ConfigureAwait(false);
            using (reply)
            {
                Accept(reply, rest, cancellationToken);
                await FillAsync(reply.Body, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        finally
        {
            services.Slots.Release();
        }
    }

    /// <summary>
    /// Checks that the answer is about the version and the bytes asked for. The very first one tells where the object ends.
    /// </summary>
    private void Accept(RangeReply reply, Extent asked, CancellationToken cancellationToken)
    {
        bool isFirst = version.Entry is null;
        version.Accept(reply);
        if (isFirst)
        {
            proof.Begin(reply.Object, isWholeRead: reply.Range.Length == reply.Object.Length, cancellationToken);
            CutAt(reply.Object.Length);

            // not before the proof has begun: a slab of another range that came first would be left out of the sum
            version.Announce();
        }

        var expected = Extent.Between(asked.Offset, Math.Max(asked.Offset, _range.End));
        if (reply.Body is null && !expected.IsEmpty)
        {
            throw version.Changed();
        }

        if (reply.Body is not null && reply.Range != expected)
        {
            throw new StorageException(
                FailureReason.Corrupt, $"The store answered the read of {version.Address} bytes {expected} with bytes {reply.Range}.");
        }
    }

    private void CutAt(long objectLength)
    {
        _range = _range.Intersect(new Extent(0, objectLength));
        long needed = SlabPool.RoundUp(_range.Length);
        long spare = _undelivered - needed;
        _undelivered = needed;
        memory.Trim(spare);
    }

    private async Task FillAsync(Stream? body, CancellationToken cancellationToken)
    {
        while (_filled < _range.Length)
        {
            SlabRun run = _run ??= memory.Rent(Math.Min(SlabsOfRun, SlabPool.Count(_range.Length - _filled)));
            int room = (int)Math.Min(run.Length - _inRun, _range.Length - _filled);
            int count = await ReadBodyAsync(body!, run.Memory.Slice(_inRun, room), cancellationToken).ConfigureAwait(false);
            _inRun += count;
            _filled += count;
            if (_filled == _range.Length && proof.IsOneSlab)
            {
                await ProveAsync(run).ConfigureAwait(false);
            }

            while (_inRun >= SlabPool.SlabSize || (_inRun > 0 && _filled == _range.Length))
            {
                DeliverSlab();
            }
        }
    }

    /// <summary>Nothing of a small object was delivered yet, so that a wrong one can be read again.</summary>
    private async ValueTask ProveAsync(SlabRun run)
    {
        proof.Add(0, run.Memory[.._inRun]);
        try
        {
            await proof.CheckAsync().ConfigureAwait(false);
        }
        catch (StorageException)
        {
            proof.Restart();
            _filled = 0;
            _inRun = 0;
            throw;
        }

        proof.End();
    }

    private async ValueTask<int> ReadBodyAsync(Stream body, Memory<byte> target, CancellationToken cancellationToken)
    {
        try
        {
            int count = await body.ReadAsync(target, cancellationToken).ConfigureAwait(false);
            return count > 0 ? count : throw BrokeOff(inner: null);
        }
        catch (Exception exception) when (IsConnectionFailure(exception, cancellationToken))
        {
            throw BrokeOff(exception);
        }
    }

    private static bool IsConnectionFailure(Exception error, CancellationToken cancellationToken) => error switch
    {
        S3StreamException => false,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => error is IOException or HttpRequestException,
    };

    private StorageException BrokeOff(Exception? inner) => new(
        FailureReason.Unavailable,
        $"The store's answer to the read of {version.Address} bytes {_range} broke off before byte {_range.Offset + _filled}.",
        inner: inner);

    private void DeliverSlab()
    {
        SlabRun run = _run!.Value;
        int count = Math.Min(_inRun, SlabPool.SlabSize);
        S3StreamMetrics.BytesReceived(count);
        long offset = _range.Offset + _filled - _inRun;
        proof.Add(offset, run.Memory[..count]);
        SlabLease lease = SlabLease.Create(memory, run.FirstSlab, count, offset);
        _run = run.Rest;
        _inRun -= count;
        _undelivered -= SlabPool.SlabSize;
        long place = position + offset - _range.Offset;
        if (offset + count == proof.HeldEnd)
        {
            delivery.DeliverLast(place, lease);
        }
        else
        {
            delivery.Deliver(place, lease);
        }
    }

    private void GiveBackRest()
    {
        if (_run is { } run)
        {
            _run = null;
            _filled -= _inRun;
            _inRun = 0;
            _undelivered -= run.Length;
            memory.GiveBack(run);
        }

        memory.Trim(_undelivered);
        _undelivered = 0;
    }
}
