using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Control;

/// <summary>The server: listeners and sessions, started, drained and stopped. Needs no host around it.</summary>
internal sealed class GridFtpServer : IAsyncDisposable
{
    private readonly List<(S3StreamClient Client, Lazy<S3StreamClient> Unsigned)> _unsigned = [];
    private readonly FailedLogins _failedLogins;
    private readonly List<LoginGate> _logins = [];
    private readonly ConnectionLimits _limits;
    private readonly ChecksumCache _checksums = new();
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, (ControlSession Session, Task Run)> _sessions = new();
    private readonly List<ControlListener> _listeners = [];
    private long _lastSession;
    private volatile ServedCommands _served;
    private volatile bool _isDraining;

    /// <param name="options">Validated settings.</param>
    /// <param name="client">Carries clear-text users' requests. Not owned.</param>
    /// <param name="security">The security layer, or <see langword="null"/> without one. Not owned.</param>
    /// <param name="offersGsi">It offers GSI, and not only TLS.</param>
    /// <param name="loggers">Where log entries go.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidDataException">The password file is wrong.</exception>
    public GridFtpServer(
        GridFtpOptions options, S3StreamClient client, GsiService? security, bool offersGsi, ILoggerFactory loggers, TimeProvider time)
    {
        _time = time;
        _logger = loggers.CreateLogger("S3Stream.GridFtp.Control");
        _failedLogins = new FailedLogins(time);
        _served = Serving(options, client, security, offersGsi);
        _limits = new ConnectionLimits(SessionLimits.Of(options), time);
    }

    /// <summary>Takes a record of each transfer, or <see langword="null"/>. Not owned.</summary>
    public TransferLog? TransferLog { get; init; }

    /// <summary>Where it listens, with real ports.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => [.. _listeners.Select(listener => listener.Local)];

    /// <summary>Sessions at the moment.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>Binds its addresses. Connections wait until <see cref="Start"/>.</summary>
    /// <exception cref="IOException">An address cannot be listened on; the message names it.</exception>
    public void Bind()
    {
        foreach (IPEndPoint address in _served.Options.Listen)
        {
            var listener = new ControlListener(address, Serve, _logger, _time);
            _listeners.Add(listener);
            try
            {
                listener.Bind();
            }
            catch (SocketException exception)
            {
                throw new IOException($"cannot listen on {address}: {exception.Message}", exception);
            }
        }
    }

    /// <summary>Takes connections. After <see cref="Bind"/>.</summary>
    public void Start()
    {
        foreach (string name in _served.Commands.Unknown)
        {
            _logger.UnknownDisabledCommand(name);
        }

        foreach (ControlListener listener in _listeners)
        {
            listener.Start();
        }
    }

    /// <summary>
    /// Takes no more connections, lets running commands finish for up to <paramref name="patience"/>, and closes what is left.
    /// </summary>
    public async Task StopAsync(TimeSpan patience)
    {
        _isDraining = true;
        foreach (ControlListener listener in _listeners)
        {
            await listener.DisposeAsync();
        }

        _listeners.Clear();
        if (!_sessions.IsEmpty)
        {
            _logger.Draining(_sessions.Count, patience.TotalSeconds);
        }

        (ControlSession Session, Task Run)[] sessions = [.. _sessions.Values];
        foreach ((ControlSession session, _) in sessions)
        {
            await session.DrainAsync();
        }

        Task all = Task.WhenAll(sessions.Select(entry => entry.Run));
        try
        {
            await all.WaitAsync(patience, _time);
        }
        catch (TimeoutException)
        {
            _logger.DrainTimedOut(_sessions.Count);
            await _stop.CancelAsync();
            await all;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _logins.ForEach(logins => logins.Dispose());
        foreach (Lazy<S3StreamClient> unsigned in _unsigned.Select(made => made.Unsigned).Where(unsigned => unsigned.IsValueCreated))
        {
            await unsigned.Value.DisposeAsync();
        }

        _stop.Dispose();
    }

    /// <summary>
    /// Serves new sessions by other settings, the password file read again. Sessions that run keep theirs; where it listens does not
    /// change. Not for concurrent use.
    /// </summary>
    /// <param name="options">Validated settings.</param>
    /// <param name="client">Carries clear-text users' requests. Not owned; stays as long as the server.</param>
    /// <param name="security">The security layer, or <see langword="null"/> without one. Not owned.</param>
    /// <param name="offersGsi">It offers GSI, and not only TLS.</param>
    /// <exception cref="InvalidDataException">The password file is wrong; nothing changes.</exception>
    /// <exception cref="IOException">It cannot be read; nothing changes.</exception>
    public void Apply(GridFtpOptions options, S3StreamClient client, GsiService? security, bool offersGsi)
    {
        _served = Serving(options, client, security, offersGsi);
        _limits.Change(SessionLimits.Of(options));
    }

    /// <summary>Gates of earlier settings stay until the end: sessions use them.</summary>
    private ServedCommands Serving(GridFtpOptions options, S3StreamClient client, GsiService? security, bool offersGsi)
    {
        PasswordFile? passwords = options.PasswordFile is { } file ? PasswordFile.Load(file) : null;
        var logins = new LoginGate(options.Anonymous, options.AnonymousNames, passwords, client, _failedLogins, _time)
        {
            Unsigned = UnsignedOf(client),
        };
        _logins.Add(logins);
        Requirement offered = security is null ? Requirement.Nothing : offersGsi ? Requirement.Gssapi : Requirement.Certificate;
        return new ServedCommands(options, CommandSet.Of(offered, options.DisabledCommands), logins, security);
    }

    /// <summary>One that sends the same client's requests without a signature; made when it is first used.</summary>
    private Lazy<S3StreamClient> UnsignedOf(S3StreamClient client)
    {
        if (!_unsigned.Exists(made => made.Client == client))
        {
            _unsigned.Add((client, new Lazy<S3StreamClient>(() => client.WithCredentials(new AnonymousAWSCredentials()))));
        }

        return _unsigned.Find(made => made.Client == client).Unsigned;
    }

    private void Serve(Socket socket)
    {
        long id = Interlocked.Increment(ref _lastSession);
        ControlConnection connection;
        try
        {
            connection = ControlConnection.Over(socket);
        }
        catch (SocketException)
        {
            socket.Dispose(); // gone before it was served
            return;
        }

        if (Refuse(connection.Remote.Address, out ConnectionPermit? permit, out string reason) is { } refusal)
        {
            GridFtpMetrics.SessionRefused();
            _logger.ConnectionRefused(connection.Remote.ToString(), reason);
            _ = RefuseAsync(connection, refusal);
            return;
        }

        var session = new ControlSession(id, connection, _served, _logger, _time, _checksums, TransferLog)
        {
            OnLogin = permit!.TryLogIn,
            Dismissed = permit.Dismissed,
        };
        permit.Dismissed.UnsafeRegister(
            _ =>
            {
                GridFtpMetrics.SessionDismissed();
                _logger.SessionDismissed(id, connection.Remote.ToString());
            },
            null);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sessions[id] = (session, RunAsync(id, session, permit, started.Task));
        started.SetResult();
    }

    private async Task RunAsync(long id, ControlSession session, ConnectionPermit permit, Task started)
    {
        await started;
        using (session)
        using (permit)
        {
            GridFtpMetrics.SessionOpened();
            if (_isDraining)
            {
                await session.DrainAsync();
            }

            await session.RunAsync(_stop.Token);
        }

        GridFtpMetrics.SessionClosed();
        _sessions.TryRemove(id, out _);
    }

    /// <summary>
    /// Sends one line, as far as the peer takes it at once: the server does not wait for a connection that it refuses.
    /// </summary>
    private async Task RefuseAsync(ControlConnection connection, Reply refusal)
    {
        await using (connection)
        {
            try
            {
                using var replies = new ReplyWriter(connection, _time);
                await replies.WriteAsync(refusal, CancellationToken.None);
            }
            catch (IOException)
            {
                // gone already
            }
        }
    }

    /// <summary>The refusal of a connection, or <see langword="null"/> with a permit when it is served.</summary>
    private Reply? Refuse(IPAddress address, out ConnectionPermit? permit, out string reason)
    {
        permit = null;
        GridFtpOptions options = _served.Options;
        if (!options.Admission.Admit(address))
        {
            reason = "its address is not allowed";
            return Reply.Of(421, "Connections from your address are not accepted.");
        }

        if (options.IsOffline)
        {
            reason = "the service is offline";
            return Reply.Text(421, options.OfflineText);
        }

        permit = _limits.TryEnter(address, out reason);
        return permit is null ? Reply.Of(421, $"{char.ToUpperInvariant(reason[0])}{reason[1..]}; try again later.") : null;
    }
}
