using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// Tells when a MODE E transfer is over: when as many ends of data were seen as the end-of-file header announced, whatever came first and
/// on whichever connection. Safe for concurrent use; completes exactly once.
/// </summary>
internal sealed class EndOfDataCounter
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _seen;
    private ulong _announced;

    /// <summary>Completes when the transfer is over.</summary>
    public Task Completed => _completed.Task;

    /// <summary>Ends of data seen.</summary>
    public long Seen
    {
        get
        {
            lock (_gate)
            {
                return _seen;
            }
        }
    }

    /// <summary>A connection's last block is in; its payload must have been committed.</summary>
    /// <returns>True for the one call that ended the transfer.</returns>
    public bool CountEndOfData()
    {
        lock (_gate)
        {
            _seen++;
            return CompleteIfOver();
        }
    }

    /// <summary>An end-of-file header announced the number of connections.</summary>
    /// <returns>True for the one call that ended the transfer.</returns>
    /// <exception cref="FtpException">The number is 0, or differs from the one announced before.</exception>
    public bool Announce(ulong connections)
    {
        lock (_gate)
        {
            if (connections == 0)
            {
                throw DataFailure.Protocol("the EOF announces 0 connections.");
            }

            if (_announced != 0 && _announced != connections)
            {
                throw DataFailure.Protocol($"the EOF announced {_announced} connections, and another one {connections}.");
            }

            _announced = connections;
            return CompleteIfOver();
        }
    }

    private bool CompleteIfOver() => _announced != 0 && (ulong)_seen >= _announced && _completed.TrySetResult();
}
