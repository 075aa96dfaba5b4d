using System.Net.Sockets;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// A MODE E client that stores one object, however often servers die: it remembers the 111 markers of every attempt and continues from
/// them. Used by one test at a time.
/// </summary>
internal sealed class RestartingSender(string path, byte[] content)
{
    private const int BlockSize = 256 * 1024;
    private const int Connections = 2;
    private static readonly TimeSpan MarkerPatience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<Extent> _marked = [];
    private readonly TaskCompletionSource _marker = new();
    private long _sent;

    /// <summary>Payload bytes sent in all attempts.</summary>
    public long BytesSent => Interlocked.Read(ref _sent);

    /// <summary>What markers have named so far.</summary>
    public IReadOnlyList<Extent> Marked
    {
        get
        {
            lock (_gate)
            {
                return [.. _marked];
            }
        }
    }

    /// <summary>
    /// Sends what no marker has named. At <paramref name="pauseAt"/> it waits for a marker, or for <paramref name="death"/>.
    /// <see langword="null"/> when the connection to the server was lost.
    /// </summary>
    public async Task<FtpReply?> SendAsync(int port, long pauseAt = long.MaxValue, Task? death = null)
    {
        try
        {
            await using ScriptedGridFtpClient control = await ScriptedGridFtpClient.LoginAsync(port);
            (await control.CommandAsync("MODE E")).Expect(200);
            (await control.CommandAsync("TREV RESTART 1")).Expect(200);
            var known = new ExtentSet(Marked);
            await using var data = new ScriptedModeESender(await control.PassiveAsync(), content);
            if (!known.IsEmpty)
            {
                (await control.CommandAsync($"REST {string.Join(',', known.Extents)}")).Expect(350);
            }

            FtpReply opening = await control.CommandAsync($"STOR {path}");
            if (!opening.IsPreliminary)
            {
                return opening;
            }

            Task<FtpReply> ending = ReadAsync(control);
            try
            {
                await data.ConnectAsync(Connections);
                await data.SendAllAsync(
                    ScriptedModeESender.Blocks(content.Length, BlockSize).SelectMany(known.GapsIn),
                    (_, block) => PaceAsync(block, pauseAt, death ?? Task.CompletedTask));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // the server is gone, or has ended the transfer; the control connection tells which
            }

            return await ending;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return null;
        }
    }

    private async Task PaceAsync(Extent block, long pauseAt, Task death)
    {
        if (block.End > pauseAt)
        {
            await Task.WhenAny(_marker.Task, death).WaitAsync(MarkerPatience);
        }

        Interlocked.Add(ref _sent, block.Length);
    }

    private async Task<FtpReply> ReadAsync(ScriptedGridFtpClient control)
    {
        while (true)
        {
            FtpReply reply = await control.ReadReplyAsync();
            if (!reply.IsPreliminary)
            {
                return reply;
            }

            if (reply.Code == 111)
            {
                Note(reply.Lines[0]["111 Range Marker ".Length..]);
            }
        }
    }

    private void Note(string ranges)
    {
        lock (_gate)
        {
            _marked.AddRange(ranges.Split(',').Select(range => range.Split('-')).Select(ends => Extent.Between(
                long.Parse(ends[0], System.Globalization.CultureInfo.InvariantCulture),
                long.Parse(ends[1], System.Globalization.CultureInfo.InvariantCulture))));
            _marked.Sort((left, right) => left.Offset.CompareTo(right.Offset));
        }

        _marker.TrySetResult();
    }
}
