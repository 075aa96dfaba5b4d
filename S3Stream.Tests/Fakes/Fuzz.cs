using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace S3Stream.Tests.Fakes;

/// <summary>
/// Runs a test of hostile input: a fixed number of rounds from a fixed seed, or, with FUZZ_SECONDS in the environment, for that long from a
/// new seed. A failure names seed and round. A long run also fails when it leaves memory behind (run such a test alone).
/// </summary>
internal static class Fuzz
{
    private const long AllowedGrowth = 64L << 20;
    private const int WarmUp = 500;

    private static readonly TimeSpan? Duration =
        int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SECONDS"), CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds) : null;

    public static void Run(int seed, int rounds, Action<int, Random> body) => RunAsync(seed, rounds, (round, random) =>
    {
        body(round, random);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    public static async Task RunAsync(int seed, int rounds, Func<int, Random, Task> body)
    {
        int first = Duration is null ? seed : Environment.TickCount;
        var clock = Stopwatch.StartNew();
        int round = 0;
        long before = 0;
        for (; Duration is { } limit ? clock.Elapsed < limit : round < rounds; round++)
        {
            if (Duration is not null && round == WarmUp)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
            }

            try
            {
                await body(round, new Random(unchecked((first * 7_919) + round)));
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.IAssertionException)
            {
                throw new InvalidOperationException($"round {round} of seed {first} failed", exception);
            }
        }

        if (Duration is not null && round > WarmUp)
        {
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, AllowedGrowth);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{round} rounds of seed {first} in {clock.Elapsed.TotalSeconds:0.0} s");
    }

    /// <summary>Flips, cuts, doubles, or overwrites a few bytes.</summary>
    public static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (int i = random.Next(1, 4); i > 0 && bytes.Count > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 8)));
                    break;
                case 3:
                    byte[] more = new byte[random.Next(1, 8)];
                    random.NextBytes(more);
                    bytes.InsertRange(at, more);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
