using System.Diagnostics;
using System.Globalization;
using S3Stream.Tests.EndToEnd;
using Xunit;

namespace S3Stream.Tests.Core.Upload.Model;

/// <summary>
/// Scenarios 4, 6, 14, 22, 25, 29 and 68, and two sessions on one upload: 100,000 schedules of an upload's life against a model of it.
/// Schedules need a process whose thread pool has one thread, so that a seed always is the same schedule: this class starts it.
/// </summary>
public sealed class UploadModelTests
{
    private const string FirstSeed = "S3STREAM_MODEL_SEED";
    private const string Schedules = "S3STREAM_MODEL_SCHEDULES";
    private const int InContinuousIntegration = 100_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task A_hundred_thousand_schedules_agree_with_the_model()
    {
        int first = Random.Shared.Next(1, 1_000_000_000);
        int each = InContinuousIntegration / 2;
        string[] outputs = await Task.WhenAll(RunAsync(first, each), RunAsync(first + each, each));
        TestContext.Current.SendDiagnosticMessage("{0}", string.Join('\n', outputs));
    }

    /// <summary>Run by the test above and by scripts/model.sh.</summary>
    [Fact(Explicit = true)]
    public async Task Run_schedules()
    {
        ThreadPool.GetMaxThreads(out int threads, out _);
        Assert.True(threads == 1, "The thread pool must have one thread; use scripts/model.sh.");
        int first = Number(FirstSeed);
        int count = Number(Schedules);
        using var directory = new TemporaryDirectory();
        long began = Stopwatch.GetTimestamp();
        await Task.Run(async () => // without the test's synchronization context
        {
            for (int seed = first; seed < first + count; seed++)
            {
                await UploadSchedule.RunAsync(seed, directory.Path("spill"));
            }
        });
        await Console.Out.WriteLineAsync(
            $"{count} schedules from seed {first} agree with the model, {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    private static int Number(string variable) => int.Parse(
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"Set {variable}, or use scripts/model.sh."),
        CultureInfo.InvariantCulture);

    private static async Task<string> RunAsync(int first, int count)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "S3Stream.Tests"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "-noColor", "-noLogo", "-explicit", "only", "-method", $"{typeof(UploadModelTests).FullName}.{nameof(Run_schedules)}",
            },
            Environment =
            {
                ["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1",
                ["DOTNET_ThreadPool_ForceMinWorkerThreads"] = "1",
                [FirstSeed] = first.ToString(CultureInfo.InvariantCulture),
                [Schedules] = count.ToString(CultureInfo.InvariantCulture),
            },
        };
        using Process process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            string text = await output + await errors;
            Assert.True(process.ExitCode == 0 && text.Contains("agree with the model", StringComparison.Ordinal), text);
            return text;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
