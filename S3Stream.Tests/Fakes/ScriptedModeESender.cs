using System.Net;
using System.Net.Sockets;
using S3Stream.GridFtp.Data;

namespace S3Stream.Tests.Fakes;

/// <summary>
/// A MODE E sender that does exactly what a test says: blocks in any order on any connection, at any rate, with stalls, duplicates, gaps,
/// headers that mean nothing, and lost connections. It speaks to a listener, as a client does after PASV and STOR. One caller per
/// connection.
/// </summary>
internal sealed class ScriptedModeESender(IPEndPoint target, byte[] content) : IAsyncDisposable
{
    private readonly List<Socket> _connections = [];

    /// <summary>The bytes that blocks are cut from.</summary>
    public byte[] Content { get; } = content;

    public int Connections => _connections.Count;

    /// <summary>Opens a connection, from <paramref name="source"/> if given, and returns its number.</summary>
    public async Task<int> ConnectAsync(IPAddress? source = null)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (source is not null)
        {
            socket.Bind(new IPEndPoint(source, 0));
        }

        _connections.Add(socket);
        try
        {
            await socket.ConnectAsync(target);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // connected, and reset by the server before this call returned
        }

        return _connections.Count - 1;
    }

    public async Task ConnectAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await ConnectAsync();
        }
    }

    /// <summary>Sends a piece of the content as one block, at its own place plus <paramref name="shift"/>.</summary>
    public async Task SendBlockAsync(int connection, Extent piece, BlockDescriptors descriptors = BlockDescriptors.None, long shift = 0)
    {
        await SendHeaderAsync(connection, new ExtendedBlockHeader(descriptors, (ulong)piece.Length, (ulong)(piece.Offset + shift)));
        await SendRawAsync(connection, Content.AsMemory((int)piece.Offset, (int)piece.Length));
    }

    /// <summary>Sends any header, whatever follows it.</summary>
    public Task SendHeaderAsync(int connection, ExtendedBlockHeader header)
    {
        byte[] bytes = new byte[ExtendedBlockHeader.Size];
        header.Write(bytes);
        return SendRawAsync(connection, bytes);
    }

    /// <summary>Sends any bytes.</summary>
    public Task SendRawAsync(int connection, ReadOnlyMemory<byte> bytes) => _connections[connection].SendAllAsync(bytes);

    /// <summary>Sends bytes at a limited rate, in small pieces.</summary>
    public async Task SendSlowlyAsync(int connection, ReadOnlyMemory<byte> bytes, int bytesPerSecond, TimeProvider time)
    {
        int piece = Math.Max(1, bytesPerSecond / 20);
        while (!bytes.IsEmpty)
        {
            int size = Math.Min(piece, bytes.Length);
            await SendRawAsync(connection, bytes[..size]);
            bytes = bytes[size..];
            await Task.Delay(TimeSpan.FromMilliseconds(50), time);
        }
    }

    public Task EndOfDataAsync(int connection, bool close = false) =>
        SendHeaderAsync(connection, new(BlockDescriptors.EndOfData | (close ? BlockDescriptors.Close : 0), 0, 0));

    /// <summary>
    /// Announces <paramref name="connections"/> ends of data; with <paramref name="withEndOfData"/> this is also the connection's own.
    /// </summary>
    public Task EndOfFileAsync(int connection, ulong connections, bool withEndOfData = true) =>
        SendHeaderAsync(connection, new(BlockDescriptors.EndOfFile | (withEndOfData ? BlockDescriptors.EndOfData : 0), 0, connections));

    /// <summary>
    /// Sends the blocks in the given order, dealt to the connections in turn, all connections at once, as a well-behaved sender does: one
    /// end of data each, one end of file. <paramref name="before"/> is awaited before each block (for stalls and rates).
    /// </summary>
    public Task SendAllAsync(IEnumerable<Extent> blocks, Func<int, Extent, Task>? before = null)
    {
        Extent[][] dealt = [.. blocks.Index().GroupBy(
            block => block.Index % Connections, block => block.Item).OrderBy(group => group.Key).Select(group => group.ToArray())];
        return Task.WhenAll(Enumerable.Range(0, Connections).Select(
            connection => SendOwnAsync(connection, connection < dealt.Length ? dealt[connection] : [], before)));
    }

    /// <summary>Closes a connection as a process that ends does.</summary>
    public void Close(int connection) => _connections[connection].Dispose();

    /// <summary>Resets a connection as a process that is killed with data in flight does.</summary>
    public void Reset(int connection) => _connections[connection].Close(0);

    /// <summary>True once the server has closed or reset the connection. Waits for it.</summary>
    public async Task<bool> IsClosedByServerAsync(int connection)
    {
        try
        {
            return await _connections[connection].ReceiveAsync(new byte[1]) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>The content as consecutive blocks.</summary>
    public static IEnumerable<Extent> Blocks(long length, int size)
    {
        for (long offset = 0; offset < length; offset += size)
        {
            yield return new Extent(offset, Math.Min(size, length - offset));
        }
    }

    public ValueTask DisposeAsync()
    {
        _connections.ForEach(socket => socket.Dispose());
        return ValueTask.CompletedTask;
    }

    private async Task SendOwnAsync(int connection, Extent[] blocks, Func<int, Extent, Task>? before)
    {
        foreach (Extent block in blocks)
        {
            await (before?.Invoke(connection, block) ?? Task.CompletedTask);
            await SendBlockAsync(connection, block);
        }

        await (connection == 0 ? EndOfFileAsync(connection, (ulong)Connections) : EndOfDataAsync(connection));
    }
}
