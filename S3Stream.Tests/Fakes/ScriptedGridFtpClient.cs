using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace S3Stream.Tests.Fakes;

/// <summary>A control connection under the test's command: it sends exactly the lines it is told to and reads replies one by one.</summary>
internal sealed partial class ScriptedGridFtpClient : IAsyncDisposable
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);
    private readonly TcpClient _connection = new() { NoDelay = true };
    private StreamReader? _reader;

    private ScriptedGridFtpClient()
    {
    }

    private NetworkStream Stream => _connection.GetStream();

    /// <summary>Connects, from <paramref name="source"/> if given, and reads the banner.</summary>
    public static async Task<ScriptedGridFtpClient> ConnectAsync(int port, string host = "127.0.0.1", IPAddress? source = null)
    {
        var client = new ScriptedGridFtpClient();
        if (source is not null)
        {
            client._connection.Client.Bind(new IPEndPoint(source.MapToIPv6(), 0)); // the socket speaks both
        }

        await client._connection.ConnectAsync(host, port, TestContext.Current.CancellationToken);
        client._reader = new StreamReader(client.Stream, new UTF8Encoding(false), false, 4096, leaveOpen: true);
        (await client.ReadReplyAsync()).Expect(220);
        return client;
    }

    /// <summary>Connects and logs in as anonymous, with binary type.</summary>
    public static async Task<ScriptedGridFtpClient> LoginAsync(int port, string host = "127.0.0.1", IPAddress? source = null)
    {
        var client = await ConnectAsync(port, host, source);
        (await client.CommandAsync("USER anonymous")).Expect(331, 230);
        (await client.CommandAsync("PASS test@")).Expect(230);
        (await client.CommandAsync("TYPE I")).Expect(200);
        return client;
    }

    /// <summary>Sends one line; CR LF is added.</summary>
    public Task SendAsync(string line) => SendRawAsync(Encoding.UTF8.GetBytes(line + "\r\n"));

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes) => await Stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Sends one line and reads the next reply.</summary>
    public async Task<FtpReply> CommandAsync(string line)
    {
        await SendAsync(line);
        return await ReadReplyAsync();
    }

    /// <summary>
    /// Reads up to the first reply that is not preliminary (1xx); the preliminary ones go to <paramref name="preliminary"/>.
    /// </summary>
    public async Task<FtpReply> ReadFinalReplyAsync(IList<FtpReply>? preliminary = null)
    {
        while (true)
        {
            var reply = await ReadReplyAsync();
            if (!reply.IsPreliminary)
            {
                return reply;
            }

            preliminary?.Add(reply);
        }
    }

    /// <summary>The next reply. Lines between <c>123-</c> and <c>123 </c> belong to it.</summary>
    public async Task<FtpReply> ReadReplyAsync(TimeSpan? timeout = null)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(timeout ?? DefaultTimeout);
        var lines = new List<string>();
        while (true)
        {
            var line = await _reader!.ReadLineAsync(deadline.Token)
                ?? throw new EndOfStreamException($"The server closed the control connection; last it said: {string.Join('\n', lines)}");
            lines.Add(line);
            var code = lines[0][..3];
            if (line == code || line.StartsWith(code + " ", StringComparison.Ordinal))
            {
                return new FtpReply(int.Parse(code, CultureInfo.InvariantCulture), lines);
            }
        }
    }

    /// <summary>True when the server closes the connection within the time, whatever it says before.</summary>
    public async Task<bool> IsClosedByServerAsync(TimeSpan timeout)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            while (await _reader!.ReadLineAsync(deadline.Token) is not null)
            {
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>PASV; the address the server listens on.</summary>
    public async Task<IPEndPoint> PassiveAsync() => ParsePassive((await CommandAsync("PASV")).Expect(227));

    /// <summary>PASV and the connection to it.</summary>
    public async Task<TcpClient> OpenPassiveAsync() => await ConnectDataAsync(await PassiveAsync());

    public static async Task<TcpClient> ConnectDataAsync(IPEndPoint endpoint)
    {
        var data = new TcpClient();
        await data.ConnectAsync(endpoint, TestContext.Current.CancellationToken);
        return data;
    }

    /// <summary>The address in a 227 (or 127) reply.</summary>
    public static IPEndPoint ParsePassive(FtpReply reply)
    {
        var match = PassiveAddress().Match(reply.Text);
        Assert.True(match.Success, $"no address in: {reply.Text}");
        var numbers = match.Value.Trim('(', ')').Split(',').Select(text => byte.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return new IPEndPoint(new IPAddress(numbers[..4]), (numbers[4] << 8) | numbers[5]);
    }

    /// <summary>Stores bytes in MODE S over a new passive connection and returns the final reply.</summary>
    public async Task<FtpReply> StoreAsync(string path, ReadOnlyMemory<byte> content)
    {
        using (var data = await OpenPassiveAsync())
        {
            (await CommandAsync($"STOR {path}")).Expect(150, 125);
            await data.GetStream().WriteAsync(content, TestContext.Current.CancellationToken);
        }

        return await ReadFinalReplyAsync();
    }

    /// <summary>Retrieves a file in MODE S over a new passive connection.</summary>
    public async Task<byte[]> RetrieveAsync(string path, string verb = "RETR")
    {
        using var content = new MemoryStream();
        using (var data = await OpenPassiveAsync())
        {
            (await CommandAsync($"{verb} {path}")).Expect(150, 125);
            await data.GetStream().CopyToAsync(content, TestContext.Current.CancellationToken);
        }

        (await ReadFinalReplyAsync()).Expect(226);
        return content.ToArray();
    }

    /// <summary>Closes the socket at once, with a reset when <paramref name="reset"/> is set, as a client that dies does.</summary>
    public void Drop(bool reset)
    {
        if (reset)
        {
            _connection.Client.LingerState = new LingerOption(true, 0);
        }

        _connection.Close();
    }

    public ValueTask DisposeAsync()
    {
        _reader?.Dispose();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex(@"\(?\d+,\d+,\d+,\d+,\d+,\d+\)?")]
    private static partial Regex PassiveAddress();
}
