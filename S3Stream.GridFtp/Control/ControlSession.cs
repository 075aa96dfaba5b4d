using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Control;

/// <summary>
/// One client's session. Two loops: <see cref="SessionIntake"/> reads and queues commands all the time, so that ABOR and the end of the
/// connection are noticed while a command runs; this one takes them one by one: allowed? -> execute -> reply. Every way out goes through
/// <see cref="EndAsync"/>.
/// </summary>
internal sealed class ControlSession : IControlChannel, IDisposable
{
    private readonly long _id;
    private readonly ControlConnection _connection;
    private readonly GridFtpOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ReplyWriter _replies;
    private readonly SessionIntake _intake;
    private readonly CommandContext _context;
    private readonly CommandRunner _runner;
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly long _opened;

    private IControlProtection? _nextProtection;
    private Func<Stream, CancellationToken, Task<Stream>>? _nextStream;

    public ControlSession(
        long id,
        ControlConnection connection,
        ServedCommands served,
        ILogger logger,
        TimeProvider time,
        ChecksumCache? checksums = null,
        TransferLog? transfers = null)
    {
        GridFtpOptions options = served.Options;
        _id = id;
        _connection = connection;
        _options = options;
        _logger = logger;
        _time = time;
        _opened = time.GetTimestamp();
        _replies = new ReplyWriter(connection, time);
        _intake = new SessionIntake(connection, served.Commands, options.MaxPipelinedCommands, time, _ended.Token);
        _context = new CommandContext
        {
            Id = id,
            State = new SessionState(),
            Options = options,
            DataChannel = new DataChannel(options, logger, time),
            Replies = _replies,
            Checksums = checksums ?? new ChecksumCache(),
            Commands = served.Commands,
            Logins = served.Logins,
            Security = served.Security,
            Control = this,
            Logger = logger,
            TransferLog = transfers,
            Local = connection.Local,
            Remote = connection.Remote,
            Time = time,
        };
        _runner = new CommandRunner(id, served.Commands, _context);
    }

    public bool IsProtected => _replies.Protection.IsPrivate || _connection.IsEncrypted;

    public bool IsLoggedIn => _context.State.User is not null;

    /// <summary>Called when a user is about to log in; returns <see langword="null"/>, or the limit that forbids it.</summary>
    public Func<string, string?>? OnLogin { get; init; }

    /// <summary>
    /// Closes a session that has not logged in, because another client needs its place: it ends with 421 after the command that runs.
    /// </summary>
    public CancellationToken Dismissed { get; init; }

    public string? Admit(string user) => OnLogin?.Invoke(user);

    public void ProtectAfterReply(IControlProtection protection) => _nextProtection = protection;

    public void ReplaceStreamAfterReply(Func<Stream, CancellationToken, Task<Stream>> secure) => _nextStream = secure;

    /// <summary>Ends the session because the server stops: the running command may finish, then the reply is 421.</summary>
    public async Task DrainAsync()
    {
        try
        {
            await _draining.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // it ended by itself meanwhile
        }
    }

    /// <summary>Serves the client until it leaves, a limit is reached, or <paramref name="stop"/> breaks off whatever runs.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        string reason = "stopped";
        Task reading = Task.CompletedTask;
        await using CancellationTokenRegistration stopping = stop.Register(_ended.Cancel);
        using IDisposable? scope = _logger.BeginScope(new SessionScope(_id, _connection.Remote, _context.State));
        try
        {
            _logger.SessionOpened(_id, _connection.Remote.ToString());
            await SendAsync(_options.Greeting.Welcome(_options.HostName));
            reading = _intake.RunAsync();
            reason = await ExecuteAsync();
        }
        catch (IOException exception)
        {
            reason = exception.Message;
        }
        catch (Exception exception)
        {
            reason = "failed";
            _logger.SessionFailed(exception, _id);
        }
        finally
        {
            await EndAsync(reading);
            _logger.SessionClosed(_id, _runner.Count, reason);
        }
    }

    /// <summary>After <see cref="RunAsync"/> has ended.</summary>
    public void Dispose()
    {
        _replies.Dispose();
        _intake.Dispose();
        _draining.Dispose();
        _ended.Dispose();
    }

    /// <summary>Answers commands in order; returns why it ended.</summary>
    private async Task<string> ExecuteAsync()
    {
        while (true)
        {
            PendingCommand? command = await NextAsync();
            if (command is null)
            {
                return await FarewellAsync();
            }

            Reply reply = command.Refusal ?? await _runner.RunAsync(command);
            if (_intake.Fatal is not null)
            {
                return await FarewellAsync();
            }

            await SendAsync(reply);
            await _context.DataChannel.ResetAbandonedAsync();
            if (command.EndsSession || reply.Code is 221 or 421)
            {
                return command.Line.Verb == "QUIT" ? "QUIT" : reply.ToString();
            }

            await ApplyProtectionAsync();
            command.Answered?.TrySetResult();
        }
    }

    /// <summary>The next command, or <see langword="null"/> when none comes or none is wanted any more.</summary>
    private async ValueTask<PendingCommand?> NextAsync()
    {
        TimeSpan patience = IsLoggedIn ? _options.IdleTimeout : _options.PreAuthenticationTimeout - _time.GetElapsedTime(_opened);
        if (patience <= TimeSpan.Zero)
        {
            return null;
        }

        using var idle = new CancellationTokenSource(patience, _time);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, _draining.Token, Dismissed, _ended.Token);
        try
        {
            wait.Token.ThrowIfCancellationRequested();
            return await _intake.Queue.TakeAsync(wait.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Tells the client why the session ends, if it is still connected.</summary>
    private async Task<string> FarewellAsync()
    {
        if (_intake.Fatal is { } fatal)
        {
            await SendAsync(fatal);
            return fatal.ToString();
        }

        if (_intake.IsClosedByPeer)
        {
            return "closed by the client";
        }

        if (_draining.IsCancellationRequested || _ended.IsCancellationRequested)
        {
            await SendAsync(Replies.Closing);
            return "the server stops";
        }

        (string text, string reason) = Dismissed.IsCancellationRequested
            ? ("The server is full and this session has not logged in: closing control connection.", "dismissed")
            : ("Idle Timeout: closing control connection.", "idle");
        await SendAsync(Reply.Of(421, text));
        return reason;
    }

    private async Task SendAsync(Reply reply)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            _logger.ReplySent(_id, LogText.Clean(reply.ToString()));
        }

        await _replies.WriteAsync(reply, CancellationToken.None);
    }

    /// <summary>The command held reading, so no line is in transit between the old protection and the new one.</summary>
    private async Task ApplyProtectionAsync()
    {
        if (_nextProtection is { } protection)
        {
            _nextProtection = null;
            _replies.Protection = protection;
            _intake.Protection = protection;
        }

        if (_nextStream is { } secure)
        {
            _nextStream = null;
            using var timeout = new CancellationTokenSource(_options.PreAuthenticationTimeout, _time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, Dismissed, _ended.Token);
            await _connection.ReplaceStreamAsync(secure, both.Token);
        }
    }

    private async Task EndAsync(Task reading)
    {
        await _ended.CancelAsync();
        await reading;
        await _context.DataChannel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
