using System.Net;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// A session's data channel: the listener or the peer addresses that PASV or PORT set up, and the connections kept between MODE E
/// transfers. Used by the session's command loop only, one command at a time.
/// </summary>
internal sealed class DataChannel(GridFtpOptions options, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private readonly DataConnector _connector = new(options, time);
    private readonly List<DataConnection> _kept = [];
    private readonly List<DataConnection> _abandoned = [];
    private DataListener? _listener;
    private DataListener? _abandonedListener;
    private IReadOnlyList<IPEndPoint> _peers = [];

    /// <summary>EPSV ALL was said (RFC 2428 4): every other way to set up a data connection is refused from then on.</summary>
    public bool ExtendedPassiveOnly { get; set; }

    /// <summary>A passive command whose address is to be told once the transfer command has come (OPTS PASV AllowDelayed).</summary>
    public PassiveForm? Delayed { get; private set; }

    /// <summary>We listen: the client, or another server, connects.</summary>
    public bool IsListening => _listener is not null;

    /// <summary>We connect.</summary>
    public bool IsConnecting => _peers.Count > 0;

    /// <summary>
    /// PASV, EPSV, SPAS: drops what was there, listens on <paramref name="address"/> inside the port range, and returns where.
    /// </summary>
    /// <exception cref="FtpException">425: no free port.</exception>
    public async ValueTask<IPEndPoint> ListenAsync(IPAddress address, int socketBuffer)
    {
        await DropAsync();
        _listener = DataListener.Open(address, options.PortRange, socketBuffer);
        return _listener.Local;
    }

    /// <summary>PASV and its like with AllowDelayed: drops what was there; the next transfer listens.</summary>
    public async ValueTask DelayAsync(PassiveForm form)
    {
        await DropAsync();
        Delayed = form;
    }

    /// <summary>PORT, EPRT, SPOR: drops what was there; the next transfer connects to these.</summary>
    public async ValueTask ConnectToAsync(IReadOnlyList<IPEndPoint> peers)
    {
        await DropAsync();
        _peers = peers;
    }

    /// <summary>DCAU, PROT, QUIT or an aborted transfer: drops the listener, the addresses and every kept connection.</summary>
    public async ValueTask DropAsync()
    {
        DropEndpoint();
        DataConnection[] kept = [.. _kept];
        _kept.Clear();
        foreach (DataConnection connection in kept)
        {
            await connection.DisposeAsync();
        }
    }

    /// <summary>
    /// A failed transfer's end: <paramref name="connections"/> and, <paramref name="withEndpoint"/>, what <see cref="DropAsync"/> drops
    /// carry nothing any more, and are reset by <see cref="ResetAbandonedAsync"/>.
    /// </summary>
    public void Abandon(IReadOnlyList<DataConnection> connections, bool withEndpoint)
    {
        _abandoned.AddRange(connections);
        if (withEndpoint)
        {
            _abandoned.AddRange(_kept);
            _kept.Clear();
            _abandonedListener = _listener;
            _listener = null;
            DropEndpoint();
        }
    }

    /// <summary>
    /// Called when the reply is on its way, and at once after it: a client whose connection is reset first tells its user of the reset, and
    /// not why the transfer failed; one whose last write succeeds after the reply waits for ever (globus-url-copy).
    /// </summary>
    public async ValueTask ResetAbandonedAsync()
    {
        _abandonedListener?.Dispose();
        _abandonedListener = null;
        foreach (DataConnection connection in _abandoned)
        {
            connection.Abort();
            await connection.DisposeAsync();
        }

        _abandoned.Clear();
    }

    /// <summary>The kept connections that still live; they are the caller's, to be given back by <see cref="Keep"/>.</summary>
    public async ValueTask<List<DataConnection>> TakeKeptAsync()
    {
        var live = new List<DataConnection>(_kept.Count);
        foreach (DataConnection connection in _kept)
        {
            if (connection.IsAlive)
            {
                connection.IsReused = true;
                live.Add(connection);
            }
            else
            {
                await connection.DisposeAsync();
            }
        }

        _kept.Clear();
        return live;
    }

    /// <summary>Keeps a MODE E connection for the next transfer.</summary>
    public void Keep(DataConnection connection) => _kept.Add(connection);

    /// <summary>
    /// MODE S: a connection to the first peer. The caller ends the endpoint by <see cref="EndStreamAsync"/>.
    /// </summary>
    /// <exception cref="FtpException">425.</exception>
    public Task<PendingConnection> ConnectStreamAsync(DataChannelTerms terms, CancellationToken cancellationToken) =>
        _connector.ConnectAsync(FirstPeer(), terms, cancellationToken);

    /// <summary>
    /// MODE S: the one of the connections the listener gets that carries the transfer. The caller ends the endpoint by
    /// <see cref="EndStreamAsync"/>.
    /// </summary>
    public StreamAcceptance AcceptStream(DataChannelTerms terms) => new(this, terms, options, logger, time);

    /// <summary>
    /// A MODE S transfer has its connection, and with it used up the endpoint: a listener that stayed open could hand the next transfer a
    /// connection that the client has given up already, which in MODE S looks like an empty file.
    /// </summary>
    public ValueTask EndStreamAsync() => DropAsync();

    /// <summary>
    /// The next connection the listener gets; <see langword="null"/> when cancelled first.
    /// </summary>
    public async Task<PendingConnection?> AcceptAsync(DataChannelTerms terms, CancellationToken cancellationToken)
    {
        DataListener listener = _listener ?? throw NoEndpoint();
        return await listener.AcceptAsync(terms, logger, time, cancellationToken) is { } socket
            ? new PendingConnection(socket, accepted: true, terms, options.DataConnectTimeout, time)
            : null;
    }

    /// <summary>
    /// MODE E, sending side: <paramref name="count"/> new connections to every peer, or as many as <see
    /// cref="GridFtpOptions.MaxParallelism"/> leaves for each.
    /// </summary>
    /// <exception cref="FtpException">425: one of them could not be made.</exception>
    public async Task<PendingConnection[]> ConnectAllAsync(int count, DataChannelTerms terms, CancellationToken cancellationToken)
    {
        if (!IsConnecting)
        {
            throw NoEndpoint();
        }

        int each = Math.Clamp(options.MaxParallelism / _peers.Count, 1, count);
        PendingConnection[] made = await _connector.ConnectAllAsync(
            [.. _peers.SelectMany(peer => Enumerable.Repeat(peer, each))], terms, cancellationToken);
        for (int i = 0; i < made.Length; i++)
        {
            made[i].Stripe = i / each;
        }

        return made;
    }

    /// <summary>MODE E, sending side: every peer has one of them.</summary>
    public bool ReachEveryPeer(IReadOnlyList<DataConnection> connections) =>
        connections.DistinctBy(connection => connection.Stripe).Count() == _peers.Count;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DropAsync();
        await ResetAbandonedAsync();
    }

    private static FtpException NoEndpoint() => DataFailure.NotOpened("send PASV or PORT first.");

    private IPEndPoint FirstPeer() => IsConnecting ? _peers[0] : throw NoEndpoint();

    private void DropEndpoint()
    {
        _listener?.Dispose();
        _listener = null;
        _peers = [];
        Delayed = null;
    }
}
