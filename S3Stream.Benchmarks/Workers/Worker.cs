using System.Diagnostics;
using System.Globalization;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Workers;

/// <summary>A worker process, seen from the run that uses it. One run at a time.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private readonly Process _process;
    private readonly WorkerSettings _settings;

    private Worker(Process process, WorkerSettings settings)
    {
        _process = process;
        _settings = settings;
    }

    public static async Task<Worker> StartAsync(string work, WorkerSettings settings, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, WorkerCommand.Arguments(work, settings))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string? value) in settings.Store.Environment)
        {
            start.Environment[name] = value;
        }

        var worker = new Worker(Process.Start(start)!, settings);
        string said = await worker.ReadLineAsync(cancellationToken);
        return said == WorkerCommand.Ready ? worker : throw new InvalidOperationException($"The worker '{work}' said '{said}'.");
    }

    /// <summary>Does the work once.</summary>
    public async Task<Sample> RunAsync(CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync("run");
        string line = await ReadLineAsync(cancellationToken);
        long[] figures = [.. line.Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        return new Sample("", TimeSpan.FromMicroseconds(figures[0]), TimeSpan.FromMicroseconds(figures[1]))
        {
            Bytes = _settings.Bytes,
            Operations = 1,
            PeakMemory = figures[2],
            Allocated = figures[3],
        };
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken)
        ?? throw new InvalidOperationException("The worker ended; what went wrong stands on standard error.");
}
