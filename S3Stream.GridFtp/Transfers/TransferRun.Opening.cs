using System.Net;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Transfers;

/// <content>How data connections are opened and announced.</content>
internal sealed partial class TransferRun
{
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
}
