using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Control;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Session;

namespace S3Stream.Tests.Fakes;

/// <summary>One control session over loopback, with commands of the test's choice and a clock the test moves.</summary>
internal sealed class SessionRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    private SessionRig(ControlSession session, ScriptedGridFtpClient client, FakeTimeProvider time, Func<CancellationToken, Task> run)
    {
        Session = session;
        Client = client;
        Time = time;
        _run = run(_stop.Token);
    }

    public ControlSession Session { get; }

    public ScriptedGridFtpClient Client { get; }

    public FakeTimeProvider Time { get; }

    public static async Task<SessionRig> StartAsync(
        CommandSet commands, GridFtpOptions? options = null, LoginGate? logins = null, GsiService? security = null)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var time = new FakeTimeProvider();
        Task<ScriptedGridFtpClient> connecting = ScriptedGridFtpClient.ConnectAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        var connection = ControlConnection.Over(await listener.AcceptSocketAsync());
        var session = new ControlSession(
            1, connection, new ServedCommands(options ?? new GridFtpOptions(), commands, logins!, security), NullLogger.Instance, time);
        var stop = new CancellationTokenSource();
        Task run = session.RunAsync(stop.Token);
        return new SessionRig(session, await connecting, time, token =>
        {
            token.Register(stop.Cancel);
            return run;
        });
    }

    /// <summary>Completes when the session has ended.</summary>
    public Task EndedAsync() => _run.WaitAsync(TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _stop.CancelAsync();
        await EndedAsync();
        Session.Dispose();
        _stop.Dispose();
    }
}
