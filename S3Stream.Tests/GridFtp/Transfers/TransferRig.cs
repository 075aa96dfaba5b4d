using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Transfers;

/// <summary>Transfer commands as a session runs them, on a store in memory, with the client's end of the data connections.</summary>
internal sealed class TransferRig : IAsyncDisposable
{
    public const int PartSize = 5 * 1024 * 1024;

    private readonly S3StreamClient _client;
    private readonly CancellationTokenSource _abort = new();

    public TransferRig(GridFtpOptions? options = null, string user = "alice")
    {
        _client = new S3StreamClient(new S3StreamOptions { PartSize = PartSize, MemoryBudget = 32 * 1024 * 1024 }, Store);
        options ??= new GridFtpOptions();
        Context = new CommandContext
        {
            State = new SessionState
            {
                User = new SessionUser(user, MayWrite: true, _client),
                Phase = SessionPhase.LoggedIn,
                IsAscii = false,
            },
            Options = options,
            DataChannel = new DataChannel(options, NullLogger.Instance, Time),
            Replies = Replies,
            Commands = CommandSet.Of(Requirement.Nothing, []),
            Logins = null!, // nobody logs in
            Control = null!, // no transfer command changes how lines travel
            Logger = Logger,
            Local = new IPEndPoint(IPAddress.Loopback, 2811),
            Remote = new IPEndPoint(IPAddress.Loopback, 40_000),
            Time = Time,
        };
    }

    public static ObjectAddress Address { get; } = new("bucket", "dir/file");

    public InMemoryObjectStore Store { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public RecordingLogger Logger { get; } = new();

    public RecordingReplies Replies { get; } = new();

    public CommandContext Context { get; }

    public SessionState State => Context.State;

    public byte[]? Stored => Store.Find(Address);

    /// <summary>Runs one command line as the session does, until its reply is sent and what it abandoned is reset.</summary>
    public async Task<Reply> RunAsync(string line)
    {
        Reply reply = await ExecuteAsync(line);
        await Context.DataChannel.ResetAbandonedAsync();
        return reply;
    }

    /// <summary>Runs one command line until its reply could be sent.</summary>
    public async Task<Reply> ExecuteAsync(string line)
    {
        CommandLine command = CommandLine.Parse(line);
        CommandRow row = Assert.Single(CommandTable.Rows, row => row.Verb == command.Verb);
        try
        {
            return await row.Handler.ExecuteAsync(Context, command, _abort.Token);
        }
        catch (Exception exception) when (FailureReplies.For(exception, _abort.Token) is { } reply)
        {
            return reply;
        }
    }

    /// <summary>ABOR.</summary>
    public void Abort() => _abort.Cancel();

    /// <summary>PASV, and where it listens.</summary>
    public async Task<IPEndPoint> PassiveAsync() => EndpointOf(await RunAsync("PASV"));

    /// <summary>MODE E and PASV, and a sender of that content for it.</summary>
    public async Task<ScriptedModeESender> ListenBlocksAsync(byte[] content)
    {
        State.IsExtendedBlockMode = true;
        return new ScriptedModeESender(await PassiveAsync(), content);
    }

    /// <summary>The endpoint in a 227 or 127.</summary>
    public static IPEndPoint EndpointOf(Reply reply)
    {
        string text = reply.Lines[0];
        string inner = text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..text.IndexOf(')', StringComparison.Ordinal)];
        int[] numbers = [.. inner.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        return new IPEndPoint(new IPAddress([.. numbers[..4].Select(number => (byte)number)]), (numbers[4] << 8) | numbers[5]);
    }

    /// <summary>PORT to a receiver.</summary>
    public async Task PortAsync(IPEndPoint receiver) => Assert.Equal(200, (await RunAsync("PORT " + HostPort.Format(receiver))).Code);

    /// <summary>PASV, then a MODE S upload by <paramref name="line"/>.</summary>
    public async Task<Reply> UploadAsync(string line, byte[] bytes)
    {
        using Socket socket = await ConnectAsync(await PassiveAsync());
        Task begun = Replies.WaitForAsync(150, Replies.Of(150).Count + 1);
        Task<Reply> running = RunAsync(line);
        if (await Task.WhenAny(running, begun) == running)
        {
            return await running;
        }

        try
        {
            await socket.SendAllAsync(bytes);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // reset: the transfer failed, and the reply tells why
        }

        return await running;
    }

    /// <summary>PASV, then a MODE S download by <paramref name="line"/>.</summary>
    public async Task<(Reply Reply, byte[] Bytes)> DownloadAsync(string line)
    {
        using Socket socket = await ConnectAsync(await PassiveAsync());
        Task<Reply> running = RunAsync(line);
        byte[] bytes = await ReadAllAsync(socket);
        return (await running, bytes);
    }

    public static async Task<Socket> ConnectAsync(IPEndPoint where)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(where);
        return socket;
    }

    public static async Task<byte[]> ReadAllAsync(Socket socket)
    {
        var bytes = new MemoryStream();
        try
        {
            await using var stream = new NetworkStream(socket);
            await stream.CopyToAsync(bytes);
        }
        catch (IOException)
        {
            // reset: the transfer failed, and the reply tells why
        }

        return bytes.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await Context.DataChannel.DisposeAsync();
        Assert.Equal(0, _client.MemoryInUse);
        await _client.DisposeAsync();
        _abort.Dispose();
    }
}
