using System.Buffers;

namespace S3Stream.Integrity;

/// <summary>
/// Sums the MD5s of bytes of many transfers side by side: one kernel does not take longer for 16 messages than for one. So bytes that can
/// wait do, until all lanes are filled or the oldest of them has waited long enough; then everything that is there is summed with it. A
/// message that has to wait again keeps what is summed. Nothing is waited for but time and processors: every job becomes due by itself.
/// Safe for concurrent use.
/// </summary>
internal sealed class Md5Lanes
{
    /// <summary>
    /// How many times as long as its sum takes alone bytes may wait for others: where more come than a core can sum one by one, that is
    /// enough to fill the lanes; where fewer do, the processor has time.
    /// </summary>
    private const int Patience = 4;

    // of a processor's MD5 without lanes, for the above
    private const double BytesPerSecondAlone = 600e6;

    // less is not worth a change of thread
    private const int MinLength = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly IReadOnlyList<Md5Kernel> _kernels;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly List<Md5Job> _waiting = [];
    private readonly int _width;
    private long? _lastComer;
    private int _workers;
    private int _freeLanes;

    /// <param name="kernels">Those to use, narrow ones first.</param>
    /// <param name="time">What waits are measured with.</param>
    public Md5Lanes(IReadOnlyList<Md5Kernel> kernels, TimeProvider time)
    {
        _kernels = kernels;
        _width = kernels[^1].Lanes;
        _time = time;
        _timer = time.CreateTimer(static state => ((Md5Lanes)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Those of the process: bytes of all its transfers keep each other company.</summary>
    public static Md5Lanes Shared { get; } = new(Md5Kernel.Chosen, TimeProvider.System);

    /// <summary>Messages that are being summed side by side at best.</summary>
    public int Width => _width;

    /// <summary>Jobs that have not ended and are in no lane, for tests.</summary>
    internal int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>
    /// Begins to take <paramref name="bytes"/> into the message. Their memory must stay as it is until <see cref="Md5Job.Done"/>.
    /// </summary>
    /// <param name="message">No other job of it is under way.</param>
    /// <param name="bytes">Any number.</param>
    /// <param name="mayWait">They may wait for others, if the one before them came so lately that others are likely to.</param>
    public Md5Job Begin(Md5Message message, ReadOnlySequence<byte> bytes, bool mayWait)
    {
        message.Append(bytes);
        if (bytes.Length < MinLength)
        {
            return Md5Job.Alone(this, message);
        }

        var job = new Md5Job(this, message);
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            job.DueAt = now;
            if (mayWait)
            {
                TimeSpan wait = TimeSpan.FromSeconds(Patience * bytes.Length / BytesPerSecondAlone);
                job.DueAt += _lastComer is { } last && _time.GetElapsedTime(last, now) < wait ? Ticks(wait) : 0;
                _lastComer = now;
            }

            _waiting.Add(job);
            Start(now);
        }

        return job;
    }

    /// <summary>
    /// The MD5 of the bytes, in lower-case hexadecimal digits. They do not wait for others, but join those that are there.
    /// </summary>
    public Task<string> SumAsync(ReadOnlySequence<byte> bytes) => Begin(new Md5Message(), bytes, mayWait: false).FinishAsync();

    internal void Hurry(Md5Job job)
    {
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            job.DueAt = Math.Min(job.DueAt, now);
            Start(now);
        }
    }

    internal void GiveUp(Md5Job job)
    {
        lock (_gate)
        {
            job.IsGivenUp |= !job.Done.IsCompleted;
            if (_waiting.Remove(job))
            {
                job.End();
            }
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            Start(_time.GetTimestamp());
        }
    }

    /// <summary>Lets somebody sum, if there is anything to sum now that no worker has a lane for. Under the lock.</summary>
    private void Start(long now)
    {
        int due = 0;
        foreach (Md5Job job in _waiting)
        {
            due += job.DueAt <= now ? 1 : 0;
        }

        bool isWorthAWorker = due > _freeLanes || _waiting.Count >= _freeLanes + _width;
        if (isWorthAWorker && _workers < Environment.ProcessorCount)
        {
            _workers++;
            _freeLanes += _width;
            ThreadPool.UnsafeQueueUserWorkItem(static lanes => lanes.Work(), this, preferLocal: false);
        }

        SetTimer(now);
    }

    // The next moment at which something becomes due that nobody sums yet. Under the lock.
    private void SetTimer(long now)
    {
        long next = long.MaxValue;
        foreach (Md5Job job in _waiting)
        {
            next = job.DueAt > now ? Math.Min(next, job.DueAt) : next;
        }

        _timer.Change(next == long.MaxValue ? Timeout.InfiniteTimeSpan : _time.GetElapsedTime(now, next), Timeout.InfiniteTimeSpan);
    }

    private void Work()
    {
        var batch = new Md5Batch(_kernels);
        var lanes = new List<Md5Job>(_width);
        var messages = new Md5Message[_width];
        while (Fill(lanes))
        {
            for (int lane = 0; lane < lanes.Count; lane++)
            {
                messages[lane] = lanes[lane].Message;
            }

            try
            {
                batch.Step(messages.AsSpan(0, lanes.Count));
            }
            catch (Exception exception)
            {
                Fail(lanes, exception);
            }
        }
    }

    /// <summary>
    /// Ends the jobs that are summed and takes others into their lanes; false: it is not worth it now, and the worker has put everything
    /// back.
    /// </summary>
    private bool Fill(List<Md5Job> lanes)
    {
        lock (_gate)
        {
            for (int lane = lanes.Count - 1; lane >= 0; lane--)
            {
                Md5Job job = lanes[lane];
                if (job.IsGivenUp || job.Message.Next().IsEmpty)
                {
                    lanes.RemoveAt(lane);
                    _freeLanes++;
                    job.End();
                }
            }

            long now = _time.GetTimestamp();
            Take(lanes, dueAt: now);
            Take(lanes, dueAt: long.MaxValue);
            if (lanes.Count > 0 && (lanes.Count == _width || lanes.Exists(job => job.DueAt <= now)))
            {
                return true;
            }

            _waiting.InsertRange(0, lanes);
            _freeLanes -= _width - lanes.Count;
            lanes.Clear();
            _workers--;
            SetTimer(now);
            return false;
        }
    }

    // Under the lock.
    private void Take(List<Md5Job> lanes, long dueAt)
    {
        for (int i = 0; i < _waiting.Count && lanes.Count < _width;)
        {
            Md5Job job = _waiting[i];
            if (job.DueAt <= dueAt)
            {
                _waiting.RemoveAt(i);
                lanes.Add(job);
                _freeLanes--;
            }
            else
            {
                i++;
            }
        }
    }

    private void Fail(List<Md5Job> lanes, Exception exception)
    {
        lock (_gate)
        {
            _freeLanes += lanes.Count;
            lanes.ForEach(job => job.Fail(exception)); // whoever waits for them gets it
            lanes.Clear();
        }
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _time.TimestampFrequency);
}
