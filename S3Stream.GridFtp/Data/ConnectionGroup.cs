using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.ExceptionServices;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// The connections of one running transfer, and its first failure, which stops all of them. Safe for concurrent use. It does not own the
/// connections: after the transfer the caller keeps or disposes them.
/// </summary>
[SuppressMessage(
    "Usage",
    "CA2213",
    Justification = "The token source has neither timer nor links, so nothing to dispose; a timer's late call may still cancel it.")]
internal sealed class ConnectionGroup : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<DataConnection> _connections = [];
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenRegistration _session;
    private Exception? _failure;
    private bool _closed;

    /// <summary>ABOR or a lost control connection cancels <paramref name="session"/>, which resets every data connection at once.</summary>
    public ConnectionGroup(CancellationToken session) =>
        _session = session.UnsafeRegister((_, token) => Fail(new OperationCanceledException(token), resets: true), null);

    /// <summary>Cancelled by the first failure.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Completes with the first failure; never otherwise.</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>The connections were reset at once: nobody waits for a reply before that.</summary>
    public bool WasReset { get; private set; }

    /// <summary>Who the first connection was made with, also after it has left.</summary>
    public IPEndPoint? FirstPeer { get; private set; }

    public IReadOnlyList<DataConnection> Connections
    {
        get
        {
            lock (_gate)
            {
                return [.. _connections];
            }
        }
    }

    /// <summary>A connection joins, also after a failure; where that reset the others, it is reset as well.</summary>
    public void Add(DataConnection connection)
    {
        lock (_gate)
        {
            _connections.Add(connection);
            FirstPeer ??= connection.Remote as IPEndPoint;
            if (!WasReset)
            {
                return;
            }
        }

        connection.Abort();
    }

    /// <summary>A connection ended on its own and is disposed by the caller.</summary>
    public void Remove(DataConnection connection)
    {
        lock (_gate)
        {
            _connections.Remove(connection);
        }
    }

    /// <summary>The connections have served their transfer and stay open for the next: no failure from here on touches them.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _connections.Clear();
        }
    }

    /// <summary>
    /// The first failure wins: it is what the client will be told. Whatever waits for the network stops; connections that were not in the
    /// middle of a send stay open, so that the client reads the reason before it sees a reset.
    /// </summary>
    public void Fail(Exception failure) => Fail(failure, resets: false);

    private void Fail(Exception failure, bool resets)
    {
        DataConnection[] connections;
        lock (_gate)
        {
            if (_failure is not null || _closed)
            {
                return;
            }

            _failure = DataFailure.Classify(failure);
            WasReset = resets;
            connections = resets ? [.. _connections] : [];
        }

        foreach (DataConnection connection in connections)
        {
            connection.Abort();
        }

        _stop.Cancel();
        _failed.TrySetResult(_failure);
    }

    public void ThrowIfFailed()
    {
        if (_failed.Task.IsCompletedSuccessfully || Volatile.Read(ref _failure) is not null)
        {
            ExceptionDispatchInfo.Throw(_failure!);
        }
    }

    /// <summary>From here on nothing can fail any more: a late timer must not reset connections that serve the next transfer.</summary>
    public void Dispose()
    {
        _session.Dispose();
        lock (_gate)
        {
            _closed = true;
        }
    }
}
