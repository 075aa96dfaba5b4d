using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Control;

/// <summary>The server: listeners and sessions, started, drained and stopped. Needs no host around it.</summary>
internal sealed partial class GridFtpServer : IAsyncDisposable
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
    private volatile ServerTerms _terms;
    private volatile bool _isDraining;

    /// <param name="options">Validated settings.</param>
    /// <param name="client">Carries clear-text users' requests. Not owned.</param>
    /// <param name="security">The rows of the security layer's commands; empty without one.</param>
    /// <param name="loggers">Where log entries go.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidDataException">The password file is wrong.</exception>
    public GridFtpServer(
        GridFtpOptions options, S3StreamClient client, IReadOnlyList<CommandRow> security, ILoggerFactory loggers, TimeProvider time)
    {
        _time = time;
        _logger = loggers.CreateLogger("S3Stream.GridFtp.Control");
        _failedLogins = new FailedLogins(time);
        _terms = TermsOf(options, client, security);
        _limits = new ConnectionLimits(options.MaxConnections, options.MaxUnauthenticatedPerAddress);
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
        foreach (IPEndPoint address in _terms.Options.Listen)
        {
            var listener = new ControlListener(address, Serve, _logger, _time);
            _listeners.Add(listener);
            try
            {
                listener.Bind();
            }
            catch (SocketException failure)
            {
                throw new IOException($"cannot listen on {address}: {failure.Message}", failure);
            }
        }
    }

    /// <summary>Takes connections. After <see cref="Bind"/>.</summary>
    public void Start()
    {
        foreach (string name in _terms.Table.Unknown)
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
    /// change.
    /// Not for concurrent use.
    /// </summary>
    /// <param name="options">Validated settings.</param>
    /// <param name="client">Carries clear-text users' requests. Not owned; stays as long as the server.</param>
    /// <param name="security">The rows of the security layer's commands; empty without one.</param>
    /// <exception cref="InvalidDataException">The password file is wrong; nothing changes.</exception>
    /// <exception cref="IOException">It cannot be read; nothing changes.</exception>
    public void Apply(GridFtpOptions options, S3StreamClient client, IReadOnlyList<CommandRow> security)
    {
        _terms = TermsOf(options, client, security);
        _limits.Change(options.MaxConnections, options.MaxUnauthenticatedPerAddress);
    }

    /// <summary>Gates of earlier settings stay until the end: sessions use them.</summary>
    private ServerTerms TermsOf(GridFtpOptions options, S3StreamClient client, IReadOnlyList<CommandRow> security)
    {
        PasswordFile? passwords = options.PasswordFile is { } file ? PasswordFile.Load(file) : null;
        var logins = new LoginGate(options.Anonymous, options.AnonymousNames, passwords, client, _failedLogins, _time)
        {
            Unsigned = UnsignedOf(client),
        };
        _logins.Add(logins);
        return new ServerTerms(options, CommandTable.Standard(logins, security, options.DisabledCommands));
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
}
