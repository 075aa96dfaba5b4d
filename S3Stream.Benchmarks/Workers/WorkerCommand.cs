using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using S3Stream.Benchmarks.Processes;

namespace S3Stream.Benchmarks.Workers;

/// <summary>
/// <c>work</c>: does one kind of work whenever a line comes on standard input, and answers with a line of its measures. Each candidate has
/// a process of
/// its own, so that neither the memory nor the compiled code of one shows in another's figures.
/// </summary>
internal static class WorkerCommand
{
    public const string Ready = "ready";
    private static readonly Option<Uri> Endpoint = new("--endpoint")
    {
        Required = true,
        CustomParser = result => new Uri(result.Tokens[0].Value),
    };
    private static readonly Option<string?> Certificate = new("--certificate");
    private static readonly Option<string> Profile = new("--profile") { Required = true };
    private static readonly Option<long> Bytes = new("--bytes") { Required = true };
    private static readonly Option<int> PartSize = new("--part-size") { Required = true };
    private static readonly Option<int> Requests = new("--requests") { Required = true };
    private static readonly Option<long> Budget = new("--budget") { Required = true };
    private static readonly Option<string> Folder = new("--folder") { Required = true };

    public static Command Create()
    {
        Argument<string> name = new("work");
        var command = new Command("work", "Do a piece of work for each line on standard input.")
        {
            name, Endpoint, Certificate, Profile, Bytes, PartSize, Requests, Budget, Folder,
        };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using IWork work = WorkTable.Create(parsed.GetRequiredValue(name), Settings(parsed));
            Console.WriteLine(Ready);
            while (await Console.In.ReadLineAsync(cancellationToken) is not null)
            {
                Console.WriteLine(await MeasureAsync(work, cancellationToken));
            }

            return 0;
        });
        return command;
    }

    /// <summary>The arguments that make <c>work</c> do this.</summary>
    public static IReadOnlyList<string> Arguments(string work, WorkerSettings settings) =>
    [
        "work", work,
        Endpoint.Name, settings.Store.Endpoint.ToString(),
        .. settings.Store.Certificate is { } file ? [Certificate.Name, file] : Array.Empty<string>(),
        Profile.Name, settings.Store.Profile,
        Bytes.Name, settings.Bytes.ToString(CultureInfo.InvariantCulture),
        PartSize.Name, settings.PartSize.ToString(CultureInfo.InvariantCulture),
        Requests.Name, settings.Requests.ToString(CultureInfo.InvariantCulture),
        Budget.Name, settings.Budget.ToString(CultureInfo.InvariantCulture),
        Folder.Name, settings.Folder,
    ];

    private static WorkerSettings Settings(ParseResult parsed) => new()
    {
        Store = StoreAccess.FromEnvironment(parsed.GetRequiredValue(Endpoint)) with
        {
            Certificate = parsed.GetValue(Certificate),
            Profile = parsed.GetRequiredValue(Profile),
        },
        Bytes = parsed.GetValue(Bytes),
        PartSize = parsed.GetValue(PartSize),
        Requests = parsed.GetValue(Requests),
        Budget = parsed.GetValue(Budget),
        Folder = parsed.GetRequiredValue(Folder),
    };

    // microseconds of wall clock and of processor time, peak resident bytes, bytes allocated
    private static async Task<string> MeasureAsync(IWork work, CancellationToken cancellationToken)
    {
        GC.Collect();
        ProcessMemory.ResetPeak(Environment.ProcessId);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await work.RunAsync(cancellationToken);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        processor = Environment.CpuUsage.TotalTime - processor;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalMicroseconds:f0} {processor.TotalMicroseconds:f0} {ProcessMemory.Peak(Environment.ProcessId)} {allocated}");
    }
}
