using System.Diagnostics;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>Logins with a proxy certificate and delegation.</summary>
internal sealed class LoginRow : IBenchmarkRow
{
    private const int Clients = 4;
    private const string Ours = "S3Stream";
    private const string Reference = "C server";

    public string Name => "gsi-login";

    public string What => "GSI logins, 4 clients at once";

    public string How =>
        "Each login is a `globus-url-copy -list` of an empty directory: handshake, delegation and one listing. The clients are the same "
            + "for both and take most "
        + "of the machine, so the server's CPU per login tells more than the rate.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        int logins = (int)context.Scaled(200);
        GridPki pki = await GridPki.CreateAsync(context, cancellationToken);
        string empty = Directory.CreateDirectory(Path.Combine(context.Folder, "empty")).FullName;
        await using NullStore store = await NullStore.StartAsync(context);
        await using EndpointServer ours = await EndpointServer.StartAsync(context, store.Access, pki);
        await using ReferenceServer reference = await ReferenceServer.StartAsync(context.Folder, pki, cancellationToken);
        SampleSet set = await context.CompareAsync(
            [
                Logins(Reference, reference.Process, reference.Url(empty + "/"), pki, logins),
                Logins(Ours, ours.Process, ours.Url("/bucket/"), pki, logins),
            ],
            cancellationToken,
            rounds: 3);
        return new Measurement(
            [
                Verdict.AtLeast(set.Ratio(Ours, Reference, Metric.Rate), 1, "x the C server's rate"),
                Verdict.AtMost(set.Ratio(Ours, Reference, Metric.ProcessorEach), 1, "x the C server's CPU per login"),
            ],
            [set.Table($"{logins} logins", Metric.Rate, Metric.ProcessorEach)])
        {
            Samples = set.All,
        };
    }

    private static Candidate Logins(string subject, MeasuredProcess server, string url, GridPki pki, int logins) => new(
        subject,
        async token =>
        {
            TimeSpan before = server.ProcessorTime;
            long start = Stopwatch.GetTimestamp();
            var atOnce = new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = token };
            await Parallel.ForAsync(0, logins, atOnce, async (_, inner) =>
                await CopyClient.RunAsync(["-list", url], pki.UserEnvironment, inner));
            return new Sample(subject, Stopwatch.GetElapsedTime(start), server.ProcessorTime - before) { Operations = logins };
        });
}
