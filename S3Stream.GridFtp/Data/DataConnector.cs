using System.Net;
using System.Net.Sockets;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Data;

/// <summary>Makes data connections to the peers that PORT and its like name. Safe for concurrent use.</summary>
internal sealed class DataConnector(GridFtpOptions options, TimeProvider time)
{
    /// <summary>
    /// A connection to each of the peers, all at once: over a long way one after the other would take a round trip each. All or none.
    /// </summary>
    /// <exception cref="FtpException">425: one of them could not be made.</exception>
    public async Task<PendingConnection[]> ConnectAllAsync(
        IReadOnlyList<IPEndPoint> peers, DataChannelTerms terms, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<PendingConnection>[] connections = [.. peers.Select(peer => ConnectOrStopAsync(peer, terms, stop))];
        try
        {
            return await Task.WhenAll(connections);
        }
        catch
        {
            foreach (Task<PendingConnection> made in connections.Where(connection => connection.IsCompletedSuccessfully))
            {
                (await made).Dispose();
            }

            throw;
        }
    }

    /// <summary>One connection.</summary>
    /// <exception cref="FtpException">425: it could not be made.</exception>
    public async Task<PendingConnection> ConnectAsync(IPEndPoint peer, DataChannelTerms terms, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.DataConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var socket = new Socket(peer.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (terms.SocketBuffer > 0)
            {
                socket.SendBufferSize = terms.SocketBuffer;
                socket.ReceiveBufferSize = terms.SocketBuffer;
            }

            await socket.ConnectAsync(peer, either.Token);
            return new PendingConnection(socket, accepted: false, terms, options.DataConnectTimeout, time);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw DataFailure.NotOpened(
                FormattableString.Invariant($"{peer} did not answer within {options.DataConnectTimeout.TotalSeconds:0} seconds."));
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw DataFailure.NotOpened($"cannot connect to {peer}: {exception.Message}", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<PendingConnection> ConnectOrStopAsync(IPEndPoint peer, DataChannelTerms terms, CancellationTokenSource stop)
    {
        try
        {
            return await ConnectAsync(peer, terms, stop.Token);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }
}
