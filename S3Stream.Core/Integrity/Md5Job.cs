namespace S3Stream.Integrity;

/// <summary>Bytes that are being taken into a message by <see cref="Md5Lanes"/>. Safe for concurrent use.</summary>
internal sealed class Md5Job
{
    private readonly Md5Lanes _lanes;
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Md5Job(Md5Lanes lanes, Md5Message message)
    {
        _lanes = lanes;
        Message = message;
    }

    /// <summary>The message; nobody else's until <see cref="Done"/>.</summary>
    public Md5Message Message { get; }

    /// <summary>
    /// Completes when the memory of the bytes is not read any more: true when all of them are summed, false when the job was given up.
    /// </summary>
    public Task<bool> Done => _done.Task;

    /// <summary>From when on it does not wait for others any more. Guarded by the lanes' lock.</summary>
    internal long DueAt { get; set; }

    /// <summary>Guarded by the lanes' lock.</summary>
    internal bool IsGivenUp { get; set; }

    /// <summary>A job that nobody needs to run.</summary>
    public static Md5Job Alone(Md5Lanes lanes, Md5Message message)
    {
        Md5Batch.Alone(message);
        var job = new Md5Job(lanes, message);
        job._done.SetResult(true);
        return job;
    }

    /// <summary>Somebody waits for it, or for its memory: it waits for others no longer.</summary>
    public void Hurry() => _lanes.Hurry(this);

    /// <summary>Nobody wants it any more: it ends soon, see <see cref="Done"/>.</summary>
    public void GiveUp() => _lanes.GiveUp(this);

    /// <summary>The MD5 of the whole message, in lower-case hexadecimal digits. Once.</summary>
    public async Task<string> FinishAsync() => await Done.ConfigureAwait(false)
        ? Message.Finish()
        : throw new OperationCanceledException("The MD5 was given up.");

    internal void End() => _done.SetResult(!IsGivenUp);

    internal void Fail(Exception exception) => _done.SetException(exception);
}
