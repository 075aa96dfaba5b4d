using System.Buffers;
using S3Stream.Integrity;
using S3Stream.Memory;

namespace S3Stream.Upload;

/// <summary>
/// The MD5 of a part, which is summed side by side with those of other parts and uploads. It waits for them while neither memory nor the
/// end of the upload is waited for. The part's memory must stay until this is disposed. Its methods are not for concurrent use.
/// </summary>
internal sealed class PartMd5 : IAsyncDisposable
{
    private readonly Md5Job _job;
    private readonly MemoryBudget _budget;
    private readonly Task _ending;

    /// <param name="bytes">The part.</param>
    /// <param name="budget">Its memory is of this.</param>
    /// <param name="ending">Completes when somebody waits for the upload's end.</param>
    public PartMd5(ReadOnlySequence<byte> bytes, MemoryBudget budget, Task ending)
    {
        _budget = budget;
        _ending = ending;
        _job = Md5Lanes.Shared.Begin(new Md5Message(), bytes, mayWait: !ending.IsCompleted);
    }

    /// <summary>
    /// In lower-case hexadecimal digits. Once, when nothing but the sum is missing: until then a sum that waits keeps no memory that would
    /// not be held anyway.
    /// </summary>
    public async Task<string> ValueAsync(CancellationToken cancellationToken)
    {
        if (!_job.Done.IsCompleted)
        {
            // a quarter stays free: what waits here must not make a sender wait
            if (_budget.Used < _budget.Limit / 4 * 3)
            {
                await Task.WhenAny(_job.Done, _ending, _budget.WhenWaitedFor).WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            _job.Hurry();
        }

        await _job.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await _job.FinishAsync().ConfigureAwait(false);
    }

    /// <summary>Returns when the memory is not read any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _job.GiveUp();
        await ((Task)_job.Done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // who wanted the value has been told
    }
}
