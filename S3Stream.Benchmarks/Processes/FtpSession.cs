using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace S3Stream.Benchmarks.Processes;

/// <summary>
/// A small FTP client (RFC 959, anonymous, MODE S, passive), of which thousands can be held at once. One command at a time.
/// </summary>
internal sealed class FtpSession : IDisposable
{
    private readonly TcpClient _connection;
    private readonly StreamReader _reader;
    private readonly IPAddress? _from;
    private TcpClient? _data;

    private FtpSession(TcpClient connection, IPAddress? from)
    {
        _connection = connection;
        _from = from;
        _reader = new StreamReader(connection.GetStream(), Encoding.ASCII, detectEncodingFromByteOrderMarks: false, bufferSize: 256);
    }

    /// <summary>Connects, from that address if there is one, and logs in.</summary>
    public static async Task<FtpSession> OpenAsync(int port, CancellationToken cancellationToken, IPAddress? from = null)
    {
        TcpClient connection = await ConnectAsync(port, from, cancellationToken);
        connection.NoDelay = true;
        var session = new FtpSession(connection, from);
        await session.ReplyAsync("220", cancellationToken);
        await session.CommandAsync("USER anonymous", "331", cancellationToken);
        await session.CommandAsync("PASS benchmark@", "230", cancellationToken);
        await session.CommandAsync("TYPE I", "200", cancellationToken);
        return session;
    }

    /// <summary>Sends a command and returns the last line of its reply, which must begin with <paramref name="code"/>.</summary>
    public async Task<string> CommandAsync(string command, string code, CancellationToken cancellationToken)
    {
        await _connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        return await ReplyAsync(code, cancellationToken);
    }

    /// <summary>Sends a command that is answered on a data connection, reads that to its end and tells its bytes and line ends.</summary>
    public async Task<(long Bytes, long Lines)> ReceiveAsync(string command, byte[] buffer, CancellationToken cancellationToken)
    {
        using TcpClient data = await OpenDataAsync(cancellationToken);
        await CommandAsync(command, "1", cancellationToken);
        (long bytes, long lines) = (0, 0);
        for (int count; (count = await data.GetStream().ReadAsync(buffer, cancellationToken)) > 0; bytes += count)
        {
            lines += buffer.AsSpan(0, count).Count((byte)'\n');
        }

        await ReplyAsync("226", cancellationToken);
        return (bytes, lines);
    }

    /// <summary>Sends a command that is answered on a data connection, and reads nothing of that.</summary>
    public async Task BeginReceivingAsync(string command, CancellationToken cancellationToken)
    {
        _data = await OpenDataAsync(cancellationToken);
        await CommandAsync(command, "1", cancellationToken);
    }

    /// <summary>Sends a command whose bytes come in MODE E, and blocks of one byte, each in a part of its own; then nothing.</summary>
    public async Task SendSparselyAsync(string command, int blocks, CancellationToken cancellationToken)
    {
        const int HeaderLength = 17;
        const long PartSize = 16L * 1024 * 1024;
        await CommandAsync("MODE E", "200", cancellationToken);
        _data = await OpenDataAsync(cancellationToken);
        await CommandAsync(command, "1", cancellationToken);
        byte[] bytes = new byte[blocks * (HeaderLength + 1)];
        for (int block = 0; block < blocks; block++)
        {
            Span<byte> header = bytes.AsSpan(block * (HeaderLength + 1));
            BinaryPrimitives.WriteInt64BigEndian(header[1..], 1);
            BinaryPrimitives.WriteInt64BigEndian(header[9..], block * PartSize);
        }

        await _data.GetStream().WriteAsync(bytes, cancellationToken);
    }

    public void Dispose()
    {
        _data?.Dispose();
        _reader.Dispose();
        _connection.Dispose();
    }

    private static async Task<TcpClient> ConnectAsync(int port, IPAddress? from, CancellationToken cancellationToken)
    {
        TcpClient connection = from is null ? new TcpClient() : new TcpClient(new IPEndPoint(from, 0));
        await connection.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return connection;
    }

    private async Task<TcpClient> OpenDataAsync(CancellationToken cancellationToken)
    {
        string passive = await CommandAsync("PASV", "227", cancellationToken);
        string address = passive[(passive.IndexOf('(', StringComparison.Ordinal) + 1)..passive.IndexOf(')', StringComparison.Ordinal)];
        int[] numbers = [.. address.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        return await ConnectAsync((numbers[4] * 256) + numbers[5], _from, cancellationToken);
    }

    private async Task<string> ReplyAsync(string code, CancellationToken cancellationToken)
    {
        const int CodeLength = 3;
        string line;
        do
        {
            line = await _reader.ReadLineAsync(cancellationToken) ?? throw new EndOfStreamException("The server hung up.");
        }
        while (line.Length <= CodeLength || !char.IsAsciiDigit(line[0]) || line[CodeLength] != ' ');
        return line.StartsWith(code, StringComparison.Ordinal)
            ? line
            : throw new InvalidOperationException($"expected {code}, the server said: {line}");
    }
}
