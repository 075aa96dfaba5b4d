using System.Diagnostics;
using S3Stream.Benchmarks.Network;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Processes;

/// <summary>Runs of <c>globus-url-copy</c>, the client of all comparisons.</summary>
internal static class CopyClient
{
    /// <summary>Runs it to its end and tells how long it took.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is its own.</exception>
    public static async Task<TimeSpan> RunAsync(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?>? environment,
        CancellationToken cancellationToken,
        NetworkNamespace? place = null)
    {
        (string program, IReadOnlyList<string> programArguments) = NetworkNamespace.Inside(
            place, Tool.Require("globus-url-copy", "globus-gass-copy-progs"), arguments);
        var start = new ProcessStartInfo(program, programArguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        long started = Stopwatch.GetTimestamp();
        using Process client = Process.Start(start)!;
        Task<string> output = client.StandardOutput.ReadToEndAsync(cancellationToken);
        string errors = await client.StandardError.ReadToEndAsync(cancellationToken);
        await output;
        await client.WaitForExitAsync(cancellationToken);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        return client.ExitCode == 0
            ? elapsed
            : throw new InvalidOperationException($"globus-url-copy {string.Join(' ', arguments)} failed: {errors}");
    }

    /// <summary>A candidate that copies once, so many files, and is charged what <paramref name="server"/> used for it.</summary>
    public static Candidate Candidate(
        string subject,
        MeasuredProcess server,
        long bytes,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        int files = 1,
        NetworkNamespace? place = null) => new(
        subject,
        async token =>
        {
            server.ResetPeakMemory();
            TimeSpan before = server.ProcessorTime;
            TimeSpan elapsed = await RunAsync(arguments, environment, token, place);
            return new Sample(subject, elapsed, server.ProcessorTime - before)
            {
                Bytes = bytes,
                Operations = files,
                PeakMemory = server.PeakMemory,
            };
        });
}
