using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// Fails a transfer whose peer has gone silent: no byte moved and no part was stored for the time-out, while at least one connection waits
/// for the network. Time in which every connection waits for us (memory or S3) does not count: that is our back-pressure.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    private const int ChecksPerTimeout = 10;

    private readonly ConnectionGroup _group;
    private readonly TransferTally _progress;
    private readonly Func<long> _stored;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private (long Moved, long Stored) _last;
    private long _lastChange;

    /// <param name="group">Failed on a stall.</param>
    /// <param name="progress">What the connections move.</param>
    /// <param name="stored">Bytes that S3 has taken, whose growth is progress too.</param>
    /// <param name="timeout">The longest silence.</param>
    /// <param name="time">The clock.</param>
    public StallWatch(ConnectionGroup group, TransferTally progress, Func<long> stored, TimeSpan timeout, TimeProvider time)
    {
        _group = group;
        _progress = progress;
        _stored = stored;
        _timeout = timeout;
        _time = time;
        _lastChange = time.GetTimestamp();
        TimeSpan period = timeout / ChecksPerTimeout;
        _timer = time.CreateTimer(static watch => ((StallWatch)watch!).Check(), this, period, period);
    }

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        (long, long) now = (_progress.BytesMoved, _stored());
        if (now != _last || _progress.WaitingForPeer == 0)
        {
            _last = now;
            _lastChange = _time.GetTimestamp();
        }
        else if (_time.GetElapsedTime(_lastChange) >= _timeout)
        {
            _group.Fail(DataFailure.Stalled(_timeout));
        }
    }
}
