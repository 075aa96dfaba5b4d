using System.Diagnostics;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>Control connections that are logged in and do nothing, and others beside them.</summary>
internal sealed class IdleRow : IBenchmarkRow
{
    private const int Idle = 2000;
    private const int Active = 200;
    private const int FileSize = 1024 * 1024;
    private const string Alone = "200 active sessions";
    private const string Beside = "200 active beside 2,000 idle";

    public string Name => "idle";

    public string What => "2,000 idle control connections, and 200 active beside them";

    public string How =>
        "Idle sessions are logged in. Active ones fetch files of 1 MiB in MODE S, one after the other, on the null S3 server. What an "
            + "idle session costs is the growth of the server's resident memory after 2,000 such logins over that after the first 200.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        int files = context.Choose(20, 4);
        await using NullStore store = await NullStore.StartAsync(context);
        await using EndpointServer server = await EndpointServer.StartAsync(context, store.Access);
        using var active = new SessionGroup();
        await active.OpenAsync(server.Port, Active, cancellationToken);
        double each = await CostOfIdleAsync(server, cancellationToken);
        SampleSet alone = await context.CompareAsync(
            [new Candidate(Alone, token => FetchAsync(server, active, files, token))], cancellationToken, rounds: 3);
        using var idle = new SessionGroup();
        await idle.OpenAsync(server.Port, Idle, cancellationToken);
        SampleSet beside = await context.CompareAsync(
            [new Candidate(Beside, token => FetchAsync(server, active, files, token))], cancellationToken, rounds: 3);
        var set = new SampleSet();
        set.AddRange([.. alone.All, .. beside.All]);
        return new Measurement(
            [
                Verdict.AtMost(each, 20, "KiB for each idle session"),
                Verdict.AtLeast(set.Ratio(Beside, Alone, Metric.Rate), 0.9, "x the rate of 200 active sessions without the idle ones"),
            ],
            [set.Table("Files of 1 MiB", Metric.Rate, Metric.ProcessorEach, Metric.PeakMemory)])
        {
            Samples = set.All,
        };
    }

    // before anything is transferred: memory that transfers leave behind would hide it
    private static async Task<double> CostOfIdleAsync(EndpointServer server, CancellationToken cancellationToken)
    {
        long before = server.Process.ResidentMemory;
        using var idle = new SessionGroup();
        await idle.OpenAsync(server.Port, Idle, cancellationToken);
        return (server.Process.ResidentMemory - before) / 1024.0 / Idle;
    }

    private static async Task<Sample> FetchAsync(
        EndpointServer server, SessionGroup group, int files, CancellationToken cancellationToken)
    {
        server.Process.ResetPeakMemory();
        TimeSpan before = server.Process.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(group.Sessions.Select(session => FetchAsync(session, files, cancellationToken)));
        return new Sample("", Stopwatch.GetElapsedTime(start), server.Process.ProcessorTime - before)
        {
            Bytes = (long)group.Sessions.Count * files * FileSize,
            Operations = group.Sessions.Count * files,
            PeakMemory = server.Process.PeakMemory,
        };
    }

    private static async Task FetchAsync(FtpSession session, int files, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        for (int file = 0; file < files; file++)
        {
            (long length, _) = await session.ReceiveAsync($"RETR /bucket/zero/{FileSize}", buffer, cancellationToken);
            if (length != FileSize)
            {
                throw new InvalidDataException($"{length} bytes came instead of {FileSize}.");
            }
        }
    }
}
