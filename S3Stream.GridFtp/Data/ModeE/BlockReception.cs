using System.Diagnostics.CodeAnalysis;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// Receives one MODE E transfer: the kept connections and all that connect while it runs, each by its own <see cref="BlockReceiver"/>,
/// until as many ends of data have come as announced. Used once.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The timer and the token source live inside RunAsync.")]
internal sealed class BlockReception(
    DataChannel channel,
    DataChannelTerms terms,
    UploadTarget target,
    ConnectionGroup group,
    TransferTally progress,
    GridFtpOptions options,
    ILogger logger, TimeProvider time)
{
    /// <summary>How long another connection is awaited once the client's own has failed its handshake.</summary>
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly List<Task> _receivers = [];
    private readonly List<DataConnection> _reusable = [];
    private readonly EndOfDataCounter _counter = new();
    private ITimer? _connectLimit;
    private FtpException? _refused;
    private int _active;
    private int _admitted;

    /// <summary>
    /// Receives everything. On success the connections that stay usable are kept in the channel; on failure all are in the group, unread.
    /// </summary>
    /// <param name="kept">Connections of earlier transfers; they are in the group already.</param>
    /// <exception cref="FtpException">
    /// 425: no (further) peer connected. 426: a connection was lost, silent, or broke the rules of MODE E.
    /// </exception>
    public async Task RunAsync(IReadOnlyList<DataConnection> kept)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(group.Stopping);
        _connectLimit = time.CreateTimer(_ => NobodyConnected(), null, options.DataConnectTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            foreach (DataConnection connection in kept)
            {
                Start(() => ReceiveAsync(connection, over.Token));
            }

            Task accepting = AcceptAsync(over.Token);
            await Task.WhenAny(_counter.Completed, group.Failed);
            await over.CancelAsync();
            await accepting;
            await Task.WhenAll(_receivers); // complete now: only the accept loop adds to it
        }
        finally
        {
            await _connectLimit.DisposeAsync();
        }

        group.ThrowIfFailed();
        _reusable.ForEach(channel.Keep);
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await channel.AcceptAsync(terms, cancellationToken) is { } pending)
            {
                if (Volatile.Read(ref _admitted) >= options.MaxParallelism)
                {
                    pending.Dispose();
                    throw DataFailure.NotOpened(
                        $"more than {options.MaxParallelism} connections in one transfer (limit --max-parallelism).");
                }

                Start(() => SecureAndReceiveAsync(pending, cancellationToken));
            }
        }
        catch (Exception exception)
        {
            group.Fail(exception);
        }
    }

    /// <summary>Only called before the accept loop and from it.</summary>
    private void Start(Func<Task> receiver)
    {
        CountActive(+1);
        Interlocked.Increment(ref _admitted);
        _receivers.Add(receiver());
    }

    private async Task SecureAndReceiveAsync(PendingConnection pending, CancellationToken over)
    {
        DataConnection connection;
        try
        {
            using (pending)
            {
                if (terms.IsSecured && !await pending.SpeaksAsync(over))
                {
                    logger.DataPeerSilent(pending.Remote);
                    Interlocked.Decrement(ref _admitted);
                    CountActive(-1);
                    return;
                }

                connection = await pending.SecureAsync(over);
                group.Add(connection);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return;
        }
        catch (FtpException exception)
        {
            // A peer that cannot prove its identity must not stop the transfer (RFC 2577: connection stealing), because the right peer may
            // still connect. If none does, the client is told of its own failed handshake.
            logger.DataPeerNotProven(pending.Remote, exception.Message);
            _refused = pending.IsFromClient ? exception : _refused;
            Interlocked.Decrement(ref _admitted);
            CountActive(-1);
            return;
        }
        catch (Exception exception)
        {
            group.Fail(exception);
            return;
        }

        await ReceiveAsync(connection, over);
    }

    private async Task ReceiveAsync(DataConnection connection, CancellationToken over)
    {
        progress.AddStream();
        try
        {
            using UploadWriter writer = target.Upload.OpenWriter();
            var receiver = new BlockReceiver(connection, terms.IsSecured, writer, target, _counter, progress);
            ReceiverEnd end = await receiver.RunAsync(over, group.Stopping);
            await LeaveAsync(connection, end);
        }
        catch (Exception exception)
        {
            group.Fail(exception);
        }
    }

    private async ValueTask LeaveAsync(DataConnection connection, ReceiverEnd end)
    {
        if (end is ReceiverEnd.Closed or ReceiverEnd.Stray)
        {
            if (end == ReceiverEnd.Stray)
            {
                logger.DataPeerSilent(connection.Remote);
                Interlocked.Decrement(ref _admitted);
            }

            group.Remove(connection);
            await connection.DisposeAsync();
        }
        else
        {
            lock (_gate)
            {
                _reusable.Add(connection);
            }
        }

        CountActive(-1);
    }

    /// <summary>
    /// While no connection is active, the wait for the next one is limited: late connections are allowed, endless waiting is not.
    /// </summary>
    private void CountActive(int change)
    {
        lock (_gate)
        {
            _active += change;
            TimeSpan patience = _refused is null ? options.DataConnectTimeout : AfterRefusal;
            _connectLimit?.Change(_active == 0 ? patience : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void NobodyConnected()
    {
        lock (_gate)
        {
            if (_active > 0 || _counter.Completed.IsCompleted)
            {
                return;
            }
        }

        string limit = FormattableString.Invariant(
            $"within {options.DataConnectTimeout.TotalSeconds:0} seconds (limit --data-connect-timeout).");
        group.Fail(_counter.Seen == 0
            ? _refused ?? DataFailure.NotOpened($"nobody connected {limit}")
            : DataFailure.Lost(
                $"after {_counter.Seen} EODs, the EOF or the other announced connections did not come {limit}"));
    }
}
