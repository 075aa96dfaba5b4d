using System.Runtime.ExceptionServices;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Transfers;

/// <summary>
/// What every transfer has: its settings as they were when it started, its connections, its progress, one end. Used by one transfer.
/// </summary>
internal sealed partial class TransferRun : IDisposable
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

    public TransferProgress Progress { get; } = new();

    /// <summary>Cancelled by the first failure, ABOR and the loss of the control connection.</summary>
    public CancellationToken Stopping => Group.Stopping;

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
        TransferContext context, string verb, VirtualPath path, Func<TransferRun, Task> body, CancellationToken cancellationToken)
    {
        using var run = new TransferRun(context, cancellationToken);
        GridFtpMetrics.TransferBegins(run.Progress, verb is not ("RETR" or "ERET" or "LIST"));
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
            run.Record(verb, path, failure, cancellationToken);
        }
    }

    /// <summary>Says that the transfer begins: everything that could refuse it has been opened.</summary>
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

    /// <summary>Starts to watch for silence. Dispose the watch once all bytes have moved.</summary>
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
            throw DataFailure.NotOpened("use PASV or PORT first.");
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
}
