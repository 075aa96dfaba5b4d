namespace S3Stream.Benchmarks.Workers;

/// <summary>A kind of work a worker process does over and over, made ready once.</summary>
internal interface IWork : IDisposable
{
    Task RunAsync(CancellationToken cancellationToken);
}
