using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Workers;

/// <summary>The workers of one comparison, ended together.</summary>
internal sealed class WorkerGroup : IAsyncDisposable
{
    private readonly List<Worker> _workers = [];

    public async Task<Candidate> StartAsync(string subject, string work, WorkerSettings settings, CancellationToken cancellationToken)
    {
        Worker worker = await Worker.StartAsync(work, settings, cancellationToken);
        _workers.Add(worker);
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
