using System.Diagnostics;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Workers;

/// <summary>The workers of one comparison, ended together.</summary>
/// <param name="warmUp">
/// How long each worker does its work before it is measured: the just-in-time compiler takes some ten gigabytes until it has nothing left
/// to improve, and works beside what is measured until then.
/// </param>
internal sealed class WorkerGroup(TimeSpan warmUp = default) : IAsyncDisposable
{
    private readonly List<Worker> _workers = [];

    public async Task<Candidate> StartAsync(string subject, string work, WorkerSettings settings, CancellationToken cancellationToken)
    {
        Worker worker = await Worker.StartAsync(work, settings, cancellationToken);
        _workers.Add(worker);
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < warmUp;)
        {
            await worker.RunAsync(cancellationToken);
        }

        return new Candidate(subject, worker.RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Worker worker in _workers)
        {
            await worker.DisposeAsync();
        }
    }
}
