using System.Net.Sockets;
using System.Text;

namespace S3Stream.Benchmarks.NullServer;

/// <summary>
/// One client connection: reads requests, throws bodies away, sends answers. On plain TCP a body is dropped inside the kernel (MSG_TRUNC),
/// so that the server takes as little as possible of the machine it shares with what is measured. One loop; ends when the client hangs up.
/// </summary>
internal sealed class NullConnection(Socket socket, Stream stream, NullS3 s3, NullServerOptions options)
{
    private const int BufferSize = 1024 * 1024;
    private static readonly byte[] Zeros = new byte[BufferSize];
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] Continue = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly bool _plain = stream is NetworkStream;
    private int _filled;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await ReadHeadAsync(cancellationToken) is { } request)
        {
            if (request.ExpectsContinue && _filled < request.ContentLength)
            {
                await stream.WriteAsync(Continue, cancellationToken);
            }

            await DiscardAsync(request.ContentLength, cancellationToken);
            if (options.Latency > TimeSpan.Zero)
            {
                await Task.Delay(options.Latency, cancellationToken);
            }

            NullAnswer answer = s3.Answer(request);
            await stream.WriteAsync(answer.Head(), cancellationToken);
            await SendZerosAsync(answer.Zeros, cancellationToken);
        }
    }

    // Leaves what was read beyond the head at the start of the buffer.
    private async Task<NullRequest?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int end = _buffer.AsSpan(0, _filled).IndexOf(EndOfHead);
            if (end >= 0)
            {
                NullRequest request = NullRequest.Parse(_buffer.AsSpan(0, end));
                Drop(end + EndOfHead.Length);
                return request;
            }

            // a head is read in small pieces, so that little of a body comes with it
            int room = Math.Min(4096, BufferSize - _filled);
            int count = room == 0 ? 0 : await stream.ReadAsync(_buffer.AsMemory(_filled, room), cancellationToken);
            if (count == 0)
            {
                return null;
            }

            _filled += count;
        }
    }

    private async Task DiscardAsync(long length, CancellationToken cancellationToken)
    {
        int early = (int)Math.Min(length, _filled);
        Drop(early);
        var pace = new Pace(options.BytesPerSecond);
        for (long left = length - early; left > 0;)
        {
            Memory<byte> target = _buffer.AsMemory(_filled, (int)Math.Min(left, BufferSize - _filled));
            int count = _plain
                ? await socket.ReceiveAsync(target, SocketFlags.Truncated, cancellationToken)
                : await stream.ReadAsync(target, cancellationToken);
            if (count == 0)
            {
                throw new EndOfStreamException($"The client hung up {left} bytes before the end of its body.");
            }

            left -= count;
            await pace.WaitAsync(count, cancellationToken);
        }
    }

    private async Task SendZerosAsync(long length, CancellationToken cancellationToken)
    {
        var pace = new Pace(options.BytesPerSecond);
        while (length > 0)
        {
            int count = (int)Math.Min(length, BufferSize);
            await stream.WriteAsync(Zeros.AsMemory(0, count), cancellationToken);
            length -= count;
            await pace.WaitAsync(count, cancellationToken);
        }
    }

    private void Drop(int count)
    {
        _buffer.AsSpan(count, _filled - count).CopyTo(_buffer);
        _filled -= count;
    }
}
