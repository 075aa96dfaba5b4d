using System.Diagnostics;
using S3Stream.Benchmarks.Tuning;
using Xunit;

namespace S3Stream.Tests.Benchmarks.Tuning;

public sealed class BusyMeterTests
{
    [Fact]
    public async Task Work_of_another_process_counts()
    {
        var meter = new BusyMeter();
        using Process burner = Process.Start("sh", ["-c", "while :; do :; done"]);
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        }
        finally
        {
            burner.Kill();
            await burner.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        // a loop wants one processor for a second; others may compete for it
        Assert.InRange(meter.Share, 0.2 / Environment.ProcessorCount, 1);
    }
}
