using S3Stream.GridFtp.Protocol;

namespace S3Stream.Tests.GridFtp.Transfers;

/// <summary>Keeps the replies that commands send.</summary>
internal sealed class RecordingReplies : IReplySink
{
    private readonly Lock _gate = new();
    private readonly List<Reply> _replies = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<Reply> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _replies];
            }
        }
    }

    /// <summary>The replies of one code.</summary>
    public IReadOnlyList<Reply> Of(int code) => [.. All.Where(reply => reply.Code == code)];

    public ValueTask WriteAsync(Reply reply, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _replies.Add(reply);
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask WriteWithNextAsync(Reply reply, CancellationToken cancellationToken) => WriteAsync(reply, cancellationToken);

    /// <summary>Waits for the reply number <paramref name="count"/> of a code.</summary>
    public async Task<Reply> WaitForAsync(int code, int count = 1)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                Reply[] found = [.. _replies.Where(reply => reply.Code == code)];
                if (found.Length >= count)
                {
                    return found[count - 1];
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }
}
