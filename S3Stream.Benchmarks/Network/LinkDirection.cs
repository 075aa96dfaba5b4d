using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;

namespace S3Stream.Benchmarks.Network;

/// <summary>
/// Carries packets from one device to another after their time, on two threads of its own. Thread-safe; disposing it ends the threads.
/// </summary>
internal sealed class LinkDirection : IDisposable
{
    // RFC 791: version and header length, ..., protocol at 9; RFC 9293: source and destination port begin the TCP header
    private const int ProtocolAt = 9;
    private const byte Tcp = 6;
    private const int WordSize = 4;
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(0.5);
    private readonly TunDevice _from;
    private readonly TunDevice _to;
    private readonly LinkSettings _settings;
    private readonly Random _random;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Packet, (long Due, long Number)> _queue = new();
    private readonly ConcurrentBag<byte[]> _spare = [];
    private readonly AutoResetEvent _arrived = new(initialState: false);
    private readonly Thread _reader;
    private readonly Thread _writer;
    private long _queuedBytes;
    private long _number;
    private long _lineFreeAt;
    private volatile bool _ended;

    public LinkDirection(TunDevice from, TunDevice to, LinkSettings settings, int seed)
    {
        (_from, _to, _settings, _random) = (from, to, settings, new Random(seed));
        _reader = new Thread(Receive) { IsBackground = true, Name = $"{from.Name} reader" };
        _writer = new Thread(Deliver) { IsBackground = true, Name = $"{to.Name} writer" };
        _reader.Start();
        _writer.Start();
    }

    /// <summary>While set, every packet is lost: a cable that is cut, without a word to either end.</summary>
    public bool IsCut { get; set; }

    /// <summary>Bytes delivered so far, packet headers included.</summary>
    public long Delivered { get; private set; }

    public void Dispose()
    {
        _ended = true;
        _arrived.Set();
        _reader.Join();
        _writer.Join();
        _arrived.Dispose();
    }

    private void Receive()
    {
        byte[] packet = Spare();
        while (!_ended)
        {
            int size = _from.Read(packet);
            if (size > 0 && !IsCut && !IsLost() && Queue(packet, size))
            {
                packet = Spare();
            }
        }
    }

    private bool IsLost() => _settings.Loss > 0 && _random.NextDouble() < _settings.Loss;

    private bool Queue(byte[] packet, int size)
    {
        long now = Stopwatch.GetTimestamp();
        long delay = Ticks(_settings.Delay) + OwnDelay(packet.AsSpan(0, size));
        bool isFirst;
        lock (_lock)
        {
            if (_queuedBytes + size > _settings.QueueBytes)
            {
                return false;
            }

            if (_settings.BytesPerSecond > 0)
            {
                _lineFreeAt = Math.Max(_lineFreeAt, now) + (long)((double)size / _settings.BytesPerSecond * Stopwatch.Frequency);
                now = _lineFreeAt;
            }

            long due = now + delay;
            isFirst = !_queue.TryPeek(out _, out (long Due, long Number) first) || due < first.Due;
            _queue.Enqueue(new Packet(packet, size), (due, _number++));
            _queuedBytes += size;
        }

        if (isFirst)
        {
            _arrived.Set();
        }

        return true;
    }

    // a delay of the connection's own, the same for all its packets: made of both ports in either order
    private long OwnDelay(ReadOnlySpan<byte> packet)
    {
        if (_settings.Spread == TimeSpan.Zero || packet[ProtocolAt] != Tcp)
        {
            return 0;
        }

        ReadOnlySpan<byte> ports = packet[((packet[0] & 0x0F) * WordSize)..];
        uint both = (uint)(BinaryPrimitives.ReadUInt16BigEndian(ports) ^ BinaryPrimitives.ReadUInt16BigEndian(ports[2..]));
        double share = both * 2654435761u / (double)uint.MaxValue; // Knuth's multiplicative hash
        return (long)(share * Ticks(_settings.Spread));
    }

    private void Deliver()
    {
        while (!_ended)
        {
            Packet packet;
            TimeSpan wait = Timeout.InfiniteTimeSpan;
            lock (_lock)
            {
                if (!_queue.TryPeek(out packet, out (long Due, long Number) first))
                {
                    packet = default;
                }
                else if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), first.Due) is var left && left > Slack)
                {
                    packet = default;
                    wait = left;
                }
                else
                {
                    _queue.Dequeue();
                    _queuedBytes -= packet.Size;
                }
            }

            if (packet.Bytes is null)
            {
                _arrived.WaitOne(wait);
                continue;
            }

            if (!IsCut)
            {
                _to.Write(packet.Bytes.AsSpan(0, packet.Size));
                Delivered += packet.Size;
            }

            _spare.Add(packet.Bytes);
        }
    }

    private byte[] Spare() => _spare.TryTake(out byte[]? packet) ? packet : new byte[TunDevice.PacketSize];

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private readonly record struct Packet(byte[]? Bytes, int Size);
}
