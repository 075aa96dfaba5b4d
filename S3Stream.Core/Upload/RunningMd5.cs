using System.Buffers;
using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;
using S3Stream.Integrity;
using S3Stream.Memory;

namespace S3Stream.Upload;

/// <summary>
/// The MD5 of an object whose parts become whole in any order. An MD5 cannot be combined from parts: it runs over them in their order,
/// beside their being sent, and side by side with those of other uploads. A part that is stored before those in front of it are whole keeps
/// its memory until its turn, but only while no request waits for memory; then the MD5 is given up for good. Safe for concurrent use.
/// </summary>
internal sealed class RunningMd5(ObjectAddress address, MemoryBudget budget, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Md5Message _message = new();
    private readonly Dictionary<int, (ReadOnlySequence<byte> Bytes, TaskCompletionSource Done)> _turns = [];
    private Md5Job? _job;
    private int _next = 1;
    private bool _isRunning;
    private volatile bool _isGivenUp;

    /// <summary>Takes part in a part's memory, which must stay until <see cref="LeaveAsync"/> has returned.</summary>
    public void Add(int number, ReadOnlySequence<byte> bytes)
    {
        lock (_gate)
        {
            if (_isGivenUp)
            {
                return;
            }

            _turns.Add(number, (bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
            if (_isRunning || number != _next)
            {
                return;
            }

            _isRunning = true;
        }

        _ = RunAsync(); // every part waits in LeaveAsync for what this does
    }

    /// <summary>The part is stored, or has failed: returns when its memory is not needed any more.</summary>
    public async Task LeaveAsync(int number)
    {
        Task turn;
        lock (_gate)
        {
            if (!_turns.TryGetValue(number, out (ReadOnlySequence<byte> Bytes, TaskCompletionSource Done) mine))
            {
                return;
            }

            turn = mine.Done.Task;
        }

        while (!turn.IsCompleted && !IsDue(number))
        {
            if (await Task.WhenAny(turn, budget.WhenWaitedFor).ConfigureAwait(false) != turn && !IsDue(number))
            {
                GiveUp();
            }
        }

        await turn.ConfigureAwait(false);
    }

    /// <summary>There will be no MD5 of this object. Idempotent.</summary>
    public void GiveUp()
    {
        lock (_gate)
        {
            if (_isGivenUp)
            {
                return;
            }

            _isGivenUp = true;
            _job?.GiveUp();
            foreach (int number in _turns.Keys.Where(number => !_isRunning || number != _next).ToArray())
            {
                _turns.Remove(number, out (ReadOnlySequence<byte> Bytes, TaskCompletionSource Done) turn);
                turn.Done.SetResult();
            }
        }

        logger.Md5GivenUp(address);
    }

    /// <summary>
    /// The MD5 of that many parts in lower-case hexadecimal digits, or <see langword="null"/> if it was given up. Once, when all are
    /// stored.
    /// </summary>
    public string? Finish(int parts)
    {
        lock (_gate)
        {
            return _isGivenUp || _next != parts + 1 ? null : _message.Finish();
        }
    }

    /// <summary>Every part in front of this one is whole: its turn comes by itself, as fast as a processor sums.</summary>
    private bool IsDue(int number)
    {
        lock (_gate)
        {
            return Enumerable.Range(_next, Math.Max(0, number - _next)).All(_turns.ContainsKey);
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            TaskCompletionSource done;
            Task<bool> sum;
            lock (_gate)
            {
                if (!_turns.TryGetValue(_next, out (ReadOnlySequence<byte> Bytes, TaskCompletionSource Done) turn))
                {
                    _isRunning = false;
                    return;
                }

                done = turn.Done;
                if (_isGivenUp)
                {
                    sum = Task.FromResult(false);
                }
                else
                {
                    _job = Md5Lanes.Shared.Begin(_message, turn.Bytes, mayWait: false);
                    sum = _job.Done;
                }
            }

            await ((Task)sum).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!sum.IsCompletedSuccessfully || !await sum.ConfigureAwait(false))
            {
                GiveUp();
            }

            lock (_gate)
            {
                _turns.Remove(_next++);
            }

            done.SetResult();
        }
    }
}
