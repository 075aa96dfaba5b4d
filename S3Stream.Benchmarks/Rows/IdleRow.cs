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
    private const int AtOnce = 50;
    private const string Alone = "200 active sessions";
    private const string Beside = "200 active beside 2,000 idle";

    public string Name => "idle";

    public string What => "2,000 idle control connections, and 200 active beside them";

    public string How =>
        "Idle sessions are logged in. Active ones fetch files of 1 MiB in MODE S, one after the other, on the null S3 server. What an "
            + "idle session costs is the "
        + "growth of the server's resident memory after 2,000 such logins over that after the first 200.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        int files = context.Choose(20, 4);
        await using NullStore store = await NullStore.StartAsync(context);
        await using EndpointServer server = await EndpointServer.StartAsync(context, store.Access);
        List<FtpSession> active = await OpenAsync(server, Active, cancellationToken);
        List<FtpSession> idle = [];
        try
        {
            SampleSet alone = await context.CompareAsync(
                [new Candidate(Alone, token => FetchAsync(server, active, files, token))], cancellationToken, rounds: 3);
            long before = server.Process.ResidentMemory;
            idle = await OpenAsync(server, Idle, cancellationToken);
            double each = (server.Process.ResidentMemory - before) / 1024.0 / Idle;
            SampleSet beside = await context.CompareAsync(
                [new Candidate(Beside, token => FetchAsync(server, active, files, token))], cancellationToken, rounds: 3);
            var set = new SampleSet();
            foreach (Sample sample in alone.All.Concat(beside.All))
            {
                set.Add(sample);
            }

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
        finally
        {
            foreach (FtpSession session in active.Concat(idle))
            {
                session.Dispose();
            }
        }
    }

    private static async Task<List<FtpSession>> OpenAsync(EndpointServer server, int count, CancellationToken cancellationToken)
    {
        var sessions = new List<FtpSession>();
        foreach (int[] some in Enumerable.Range(0, count).Chunk(AtOnce))
        {
            sessions.AddRange(await Task.WhenAll(some.Select(_ => FtpSession.OpenAsync(server.Port, cancellationToken))));
        }

        return sessions;
    }

    private static async Task<Sample> FetchAsync(
        EndpointServer server, List<FtpSession> sessions, int files, CancellationToken cancellationToken)
    {
        server.Process.ResetPeakMemory();
        TimeSpan before = server.Process.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(sessions.Select(session => FetchAsync(session, files, cancellationToken)));
        return new Sample("", Stopwatch.GetElapsedTime(start), server.Process.ProcessorTime - before)
        {
            Bytes = (long)sessions.Count * files * FileSize,
            Operations = sessions.Count * files,
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
