namespace S3Stream.Sequential;

/// <summary>Runs the same work several times at once; the first failure stops the others and is the one reported.</summary>
internal static class ParallelWork
{
    public static async Task RunAsync(int times, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? first = null;

        async Task RunOneAsync()
        {
            try
            {
                await work(stop.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                if (Interlocked.CompareExchange(ref first, exception, null) is null)
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                }

                throw;
            }
        }

        Task all = Task.WhenAll(Enumerable.Range(0, times).Select(_ => RunOneAsync()));
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }
}
