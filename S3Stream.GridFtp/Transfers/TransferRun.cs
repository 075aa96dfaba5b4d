using System.Net;
using System.Runtime.ExceptionServices;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Transfers;

/// <summary>
/// The common part of every transfer: its settings as they were when it started, its connections, its progress, and its end. Used by one
/// transfer.
/// </summary>
internal sealed class TransferRun : IDisposable
{
    private readonly long _started;

    private TransferRun(TransferContext context, CancellationToken cancellationToken)
    {
        Context = context;
        Terms = DataChannelTerms.Of(context);
        IsExtendedBlockMode = context.State.IsExtendedBlockMode;
        IsAscii = context.State.IsAscii;
        Group = new ConnectionGroup(cancellationToken);
        _started = context.Time.GetTimestamp();
    }

    public TransferContext Context { get; }

    public DataChannelTerms Terms { get; }

    /// <summary>MODE and TYPE count as they are now, not as they were at PASV: curl sends EPSV first and TYPE I after it.</summary>
    public bool IsExtendedBlockMode { get; }

    public bool IsAscii { get; }

    public ConnectionGroup Group { get; }

    public TransferTally Progress { get; } = new();

    /// <summary>Cancelled by the first failure, ABOR and the loss of the control connection.</summary>
    public CancellationToken Stopping => Group.Stopping;

    /// <summary>The requests that the transfer has sent to S3 so far; set once its upload or download is open.</summary>
    public Func<TransferCounts> Counts { get; set; } = static () => default;

    /// <summary>The object that an upload has made.</summary>
    public StoredObject? Stored { get; set; }

    private DataChannel Channel => Context.DataChannel;

    /// <summary>150 or 125 was sent.</summary>
    private bool HasBegun { get; set; }

    /// <summary>Data connections are in the middle of this transfer.</summary>
    private bool UsesData { get; set; }

    /// <summary>
    /// Runs one transfer to its end and its one log line. Returns 226; a failure is thrown when nothing moves any more, and the session,
    /// which survives, resets the connections after its reply.
    /// </summary>
    public static async Task<Reply> RunAsync(
        TransferContext context, TransferRequest request, Func<TransferRun, Task> body, CancellationToken cancellationToken)
    {
        using var run = new TransferRun(context, cancellationToken);
        GridFtpMetrics.TransferBegins(run.Progress, request.Direction);
        Exception? failure = null;
        try
        {
            run.CheckEndpoint();
            await body(run);
            run.Group.ThrowIfFailed();
            return Reply.Of(226, "Transfer Complete.");
        }
        catch (Exception exception)
        {
            failure = await run.EndFailedAsync(exception);
            ExceptionDispatchInfo.Throw(failure);
            throw;
        }
        finally
        {
            run.Record(request, failure, cancellationToken);
        }
    }

    /// <summary>Tells the client that the transfer begins, after everything that could refuse it has been opened.</summary>
    /// <param name="reusesConnections">Data connections of an earlier transfer serve it.</param>
    /// <param name="hasMarker">The first marker follows at once, and takes the reply with it.</param>
    public ValueTask BeginAsync(bool reusesConnections, bool hasMarker = false)
    {
        HasBegun = true;
        UsesData = true;
        Reply reply = reusesConnections
            ? Reply.Of(125, "Beginning transfer; reusing existing data connection.")
            : Reply.Of(150, "Beginning transfer.");
        return hasMarker ? Context.Replies.WriteWithNextAsync(reply, Stopping) : Context.Replies.WriteAsync(reply, Stopping);
    }

    /// <summary>With delayed passive: listens, and tells where by 127 or 129.</summary>
    public async Task ListenIfDelayedAsync()
    {
        if (Channel.Delayed is { } form)
        {
            IPEndPoint endpoint = await PassiveEndpoint.ListenAsync(Context, Channel, form);
            await Context.Replies.WriteAsync(PassiveReply.Of(form, endpoint, delayed: true), Stopping);
        }
    }

    /// <summary>The one connection of a MODE S transfer, open and announced. It belongs to the group.</summary>
    public async Task<DataConnection> OpenStreamAsync(StreamUse use)
    {
        await ListenIfDelayedAsync();
        try
        {
            DataConnection connection = Channel.IsListening
                ? await Channel.AcceptStream(Terms).RunAsync(use, () => BeginAsync(reusesConnections: false).AsTask(), Stopping)
                : await ConnectStreamAsync();
            Join(connection);
            return connection;
        }
        finally
        {
            await Channel.EndStreamAsync();
        }
    }

    /// <summary>
    /// The connections of a transfer that sends in MODE E, open and announced: the kept ones, or as many new ones as OPTS RETR said.
    /// </summary>
    public async Task<IReadOnlyList<DataConnection>> OpenBlocksAsync()
    {
        List<DataConnection> connections = await Channel.TakeKeptAsync();
        if (connections.Count > 0 && Channel.ReachEveryPeer(connections))
        {
            connections.ForEach(Join);
            await BeginAsync(reusesConnections: true);
            return connections;
        }

        foreach (DataConnection connection in connections) // one of the peers has closed all of its own
        {
            await connection.DisposeAsync();
        }

        int count = Math.Clamp(Context.State.Parallelism, 1, Context.Options.MaxParallelism);
        PendingConnection[] pending = await Channel.ConnectAllAsync(count, Terms, Stopping);
        try
        {
            await BeginAsync(reusesConnections: false);
            await Task.WhenAll(pending.Select(SecureAndJoinAsync));
            return Group.Connections;
        }
        finally
        {
            Array.ForEach(pending, connection => connection.Dispose());
        }
    }

    /// <summary>Keeps the connections on which a MODE E transfer was sent.</summary>
    public void Keep(IReadOnlyList<DataConnection> connections)
    {
        foreach (DataConnection connection in connections)
        {
            Channel.Keep(connection);
        }

        EndData();
    }

    /// <summary>
    /// All bytes have moved and the kept connections stand between two transfers. What fails from here on, such as completing the object,
    /// fails this transfer only, not those that the client has pipelined behind it.
    /// </summary>
    public void EndData()
    {
        Group.Release();
        UsesData = false;
    }

    /// <summary>Awaits <paramref name="work"/>; its failure stops the transfer instead of being thrown.</summary>
    public async Task GuardAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception exception)
        {
            Group.Fail(exception);
        }
    }

    /// <summary>Starts to watch for a stall. Dispose the watch once all bytes have moved.</summary>
    public StallWatch WatchForStall(Func<long> stored) => new(Group, Progress, stored, Context.Options.StallTimeout, Context.Time);

    public void Dispose() => Group.Dispose();

    private void CheckEndpoint()
    {
        if (Context.Options.RequireEncryption && !Terms.IsEncrypted)
        {
            throw new FtpException(Reply.Of(534, "Encryption is required."));
        }

        if (Terms is { IsSecured: true, Security: null })
        {
            throw DataFailure.NoProtection();
        }

        if (!Channel.IsListening && !Channel.IsConnecting && Channel.Delayed is null)
        {
            throw DataFailure.NotOpened("send PASV or PORT first.");
        }
    }

    /// <summary>
    /// The first failure, after everything has stopped. A transfer that was refused before it began leaves a MODE E endpoint as it is:
    /// nothing was said on it, and transfers that the client has pipelined behind this one use it. In MODE S it goes in any case.
    /// </summary>
    private async Task<Exception> EndFailedAsync(Exception exception)
    {
        Group.Fail(exception);
        Channel.Abandon(Group.Connections, withEndpoint: UsesData || !IsExtendedBlockMode);
        return await Group.Failed;
    }

    private void Join(DataConnection connection)
    {
        Progress.AddStream();
        Group.Add(connection);
    }

    private async Task<DataConnection> ConnectStreamAsync()
    {
        using PendingConnection pending = await Channel.ConnectStreamAsync(Terms, Stopping);
        await BeginAsync(reusesConnections: false);
        return await pending.SecureAsync(Stopping);
    }

    private async Task SecureAndJoinAsync(PendingConnection pending)
    {
        try
        {
            Join(await pending.SecureAsync(Stopping));
        }
        catch (Exception exception)
        {
            Group.Fail(exception);
            throw;
        }
    }

    private void Record(TransferRequest request, Exception? failure, CancellationToken aborted)
    {
        TimeSpan duration = Context.Time.GetElapsedTime(_started);
        char mode = IsExtendedBlockMode ? 'E' : 'S';
        int code = failure is null ? 226 : (FailureReplies.For(failure, aborted) ?? FailureReplies.Unforeseen).Code;
        string? problem = failure is null ? null : Describe(failure);
        GridFtpMetrics.TransferEnded(Progress, request.Verb, mode, code, duration);
        Context.Logger.TransferEnded(
            request.Verb, LogText.Clean(request.Path.Text), Context.User.Name, LogText.Clean(problem ?? "226"),
            Progress.BytesMoved, duration.TotalSeconds, Progress.Streams, mode, Context.Remote,
            LogText.Clean(Context.State.TaskId ?? "none"));
        Context.TransferLog?.Write(new TransferRecord
        {
            Start = Context.Time.GetUtcNow() - duration,
            Duration = duration,
            Verb = request.Verb,
            Direction = request.Direction,
            Path = request.Path,
            Session = Context.Id,
            User = Context.User.Name,
            Subject = Context.State.Identity?.Subject,
            Code = code,
            Failure = problem,
            HasBegun = HasBegun,
            Bytes = Progress.BytesMoved,
            Streams = Progress.Streams,
            Mode = mode,
            SocketBuffer = Terms.SocketBuffer,
            BlockSize = Context.Options.BlockSize,
            Client = Context.Remote,
            DataPeer = Group.FirstPeer?.Address,
            TaskId = Context.State.TaskId,
            Counts = Counts(),
            Stored = Stored,
        });
    }

    private static string Describe(Exception failure) => failure switch
    {
        FtpException reply => reply.Message,
        OperationCanceledException => "aborted",
        _ => failure.Message,
    };
}
