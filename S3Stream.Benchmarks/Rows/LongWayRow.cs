using System.Globalization;
using S3Stream.Benchmarks.Network;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>Client and server 40 ms apart, as two sites of one continent: TCP's windows and the protocol's round trips decide.</summary>
internal sealed class LongWayRow : IBenchmarkRow
{
    private const string Ours = "S3Stream, null S3 server";
    private const string Reference = "C server";
    private const int SmallFileSize = 10 * 1024;
    private const double Wanted = 0.95;
    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(20);

    public string Name => "long-way";

    public string What => "A round trip of 40 ms between client and server, beside the C server";

    public string How =>
        "Client and servers are in two network namespaces with a link between them, whose packets (9,000 bytes) this program holds "
        + "for 20 ms each way: real TCP, windows up to 32 MiB. The C server receives into /dev/null and sends from tmpfs. The relay "
        + "takes processor time from both alike.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        await using NetworkNamespace home = await NetworkNamespace.CreateAsync("server", cancellationToken);
        await using NetworkNamespace away = await NetworkNamespace.CreateAsync("client", cancellationToken);
        using NetworkLink link = await NetworkLink.CreateAsync(home, away, new LinkSettings { Delay = OneWay }, cancellationToken);
        var site = new Site(home, link.NearAddress, home.HostName);
        GridPki pki = await GridPki.CreateAsync(context, cancellationToken, site.HostName);
        await using NullStore store = await NullStore.StartAsync(context, place: home);
        await using EndpointServer ours = await EndpointServer.StartAsync(context, store.Access, pki: null, site);
        await using EndpointServer oursGsi = await EndpointServer.StartAsync(context, store.Access, pki, site);
        await using ReferenceServer reference = await ReferenceServer.StartAsync(context.Folder, null, cancellationToken, site);
        await using ReferenceServer referenceGsi = await ReferenceServer.StartAsync(context.Folder, pki, cancellationToken, site);

        long bytes = context.Scaled(512L * 1024 * 1024);
        string source = await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), bytes, cancellationToken);
        var cases = new List<Case>();
        foreach (int streams in (int[])[1, 4, 16])
        {
            string[] options = ["-p", streams.ToString(CultureInfo.InvariantCulture)];
            cases.Add(Store($"STOR -p {streams}", options, ours, reference, null));
            cases.Add(Retrieve($"RETR -p {streams}", options, ours, reference, null));
        }

        string[] protectedOptions = ["-p", "4", "-dcpriv"];
        cases.Add(Store("STOR, GSI, DCAU", ["-p", "4"], oursGsi, referenceGsi, pki));
        cases.Add(Store("STOR, PROT P", protectedOptions, oursGsi, referenceGsi, pki));
        cases.Add(Retrieve("RETR, PROT P", protectedOptions, oursGsi, referenceGsi, pki));
        cases.AddRange(await SmallFilesAsync(context, ours, reference, cancellationToken));

        List<Verdict> verdicts = [];
        List<ResultTable> tables = [];
        List<Sample> samples = [];
        foreach (Case one in cases)
        {
            SampleSet set = await context.CompareAsync(
                [Candidate(Reference, one.Reference, one, one.ReferenceArguments), Candidate(Ours, one.Ours, one, one.OurArguments)],
                cancellationToken,
                rounds: 3);
            verdicts.Add(Verdict.AtLeast(set.Ratio(Ours, Reference, one.Metric), Wanted, $"x the C server, {one.Name}"));
            tables.Add(set.Table(one.Name, one.Metric, Metric.Processor));
            samples.AddRange(set.All);
        }

        return new Measurement(verdicts, tables) { Samples = samples };

        Candidate Candidate(string subject, MeasuredProcess server, Case one, string[] arguments) => CopyClient.Candidate(
            subject, server, one.Bytes, arguments, one.Environment, one.Files, away);

        Case Store(string name, string[] options, EndpointServer our, ReferenceServer other, GridPki? user) => new(
            name,
            our.Process,
            [.. options, $"file://{source}", our.Url("/bucket/put")],
            other.Process,
            [.. options, $"file://{source}", other.Url("/dev/null")],
            bytes,
            user?.UserEnvironment);

        Case Retrieve(string name, string[] options, EndpointServer our, ReferenceServer other, GridPki? user) => new(
            name,
            our.Process,
            [.. options, our.Url($"/bucket/zero/{bytes}"), "file:///dev/null"],
            other.Process,
            [.. options, other.Url(source), "file:///dev/null"],
            bytes,
            user?.UserEnvironment);
    }

    // many small files on four control connections, pipelined: what a user does who knows that the way is long
    private static async Task<Case[]> SmallFilesAsync(
        RunContext context, EndpointServer ours, ReferenceServer reference, CancellationToken cancellationToken)
    {
        int files = (int)context.Scaled(1_000);
        string source = await SourceFile.WriteAsync(Path.Combine(context.Folder, "small"), SmallFileSize, cancellationToken);
        string target = Directory.CreateDirectory(Path.Combine(context.Folder, "small-put")).FullName;
        IEnumerable<int> numbers = Enumerable.Range(0, files);
        string ourPuts = await ListAsync("our-puts", number => $"file://{source} {ours.Url($"/bucket/{ObjectLoop.Key(number)}")}");
        string theirPuts = await ListAsync("their-puts", number => $"file://{source} {reference.Url($"{target}/{number}")}");
        string ourGets = await ListAsync("our-gets", _ => $"{ours.Url($"/bucket/zero/{SmallFileSize}")} file:///dev/null");
        string theirGets = await ListAsync("their-gets", _ => $"{reference.Url(source)} file:///dev/null");
        return [Files("small files, put", ourPuts, theirPuts), Files("small files, get", ourGets, theirGets)];

        async Task<string> ListAsync(string name, Func<int, string> pair)
        {
            string list = Path.Combine(context.Folder, name);
            await File.WriteAllLinesAsync(list, numbers.Select(pair), cancellationToken);
            return list;
        }

        Case Files(string name, string our, string their) => new(
            name,
            ours.Process,
            ["-fast", "-pp", "-cc", "4", "-f", our],
            reference.Process,
            ["-fast", "-pp", "-cc", "4", "-f", their],
            (long)files * SmallFileSize,
            null)
        {
            Files = files,
            Metric = Metric.Rate,
        };
    }

    private sealed record Case(
        string Name,
        MeasuredProcess Ours,
        string[] OurArguments,
        MeasuredProcess Reference,
        string[] ReferenceArguments,
        long Bytes,
        IReadOnlyDictionary<string, string?>? Environment)
    {
        public int Files { get; init; } = 1;

        public Metric Metric { get; init; } = Metric.Throughput;
    }
}
