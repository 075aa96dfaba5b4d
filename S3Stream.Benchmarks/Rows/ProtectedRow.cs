using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>PROT P: TLS on the data connections.</summary>
internal sealed class ProtectedRow : IBenchmarkRow
{
    private const string Ours = "S3Stream, null S3 server";
    private const string Reference = "C server";

    public string Name => "prot-p";

    public string What => "PROT P both ways, `globus-url-copy -p 4 -dcpriv`, GSI";

    public string How => "The C server receives into /dev/null and sends from tmpfs.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        long bytes = context.Scaled(1024L * 1024 * 1024);
        string source = await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), bytes, cancellationToken);
        GridPki pki = await GridPki.CreateAsync(context, cancellationToken);
        await using NullStore store = await NullStore.StartAsync(context);
        await using EndpointServer ours = await EndpointServer.StartAsync(context, store.Access, pki);
        await using ReferenceServer reference = await ReferenceServer.StartAsync(context.Folder, pki, cancellationToken);
        SampleSet stores = await context.CompareAsync(
            [
                CopyClient.Candidate(
                    Reference, reference.Process, bytes, Arguments($"file://{source}", reference.Url("/dev/null")), pki.UserEnvironment),
                CopyClient.Candidate(
                    Ours, ours.Process, bytes, Arguments($"file://{source}", ours.Url("/bucket/put")), pki.UserEnvironment),
            ],
            cancellationToken);
        SampleSet retrievals = await context.CompareAsync(
            [
                CopyClient.Candidate(
                    Reference, reference.Process, bytes, Arguments(reference.Url(source), "file:///dev/null"), pki.UserEnvironment),
                CopyClient.Candidate(
                    Ours, ours.Process, bytes, Arguments(ours.Url($"/bucket/zero/{bytes}"), "file:///dev/null"), pki.UserEnvironment),
            ],
            cancellationToken);
        return new Measurement(
            [
                Verdict.AtLeast(stores.Ratio(Ours, Reference, Metric.Throughput), 1, "x the C server, STOR"),
                Verdict.AtLeast(retrievals.Ratio(Ours, Reference, Metric.Throughput), 1, "x the C server, RETR"),
            ],
            [
                stores.Table($"STOR of {bytes / 1024 / 1024} MiB", Metric.Throughput, Metric.Processor),
                retrievals.Table($"RETR of {bytes / 1024 / 1024} MiB", Metric.Throughput, Metric.Processor),
            ])
        {
            Samples = [.. stores.All, .. retrievals.All],
        };
    }

    private static string[] Arguments(string from, string to) => ["-p", "4", "-dcpriv", from, to];
}
