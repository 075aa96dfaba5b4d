using System.Diagnostics;
using S3Stream.Benchmarks.Tuning;
using Xunit;

namespace S3Stream.Tests.Benchmarks.Tuning;

public sealed class BusyMeterTests
{
    [Fact]
    public async Task Work_of_other_processes_counts_and_not_only_that_of_this_one()
    {
        int processors = File.ReadLines("/proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal)) - 1;
        long start = Stopwatch.GetTimestamp();
        TimeSpan own = Environment.CpuUsage.TotalTime;
        var meter = new BusyMeter();
        using Process burner = Process.Start("sh", ["-c", "while :; do :; done"]);
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

            double seconds = (burner.TotalProcessorTime + Environment.CpuUsage.TotalTime - own).TotalSeconds;
            double metered = meter.Share * processors * Stopwatch.GetElapsedTime(start).TotalSeconds;

            // other processes add to it; a tick of the kernel is 10 ms
            Assert.InRange(metered, (0.9 * seconds) - 0.05, processors * Stopwatch.GetElapsedTime(start).TotalSeconds);
            Assert.True(burner.TotalProcessorTime.TotalSeconds > 0.05, "the loop got no time to be metered");
        }
        finally
        {
            burner.Kill();
            await burner.WaitForExitAsync(CancellationToken.None);
        }
    }
}
