using System.Globalization;

namespace S3Stream.Tests.EndToEnd;

/// <summary>How often something is killed: 50 times, or as often as <c>scripts/kill.sh</c> says.</summary>
internal static class KillDrill
{
    public static int Rounds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("KILL_ROUNDS"), CultureInfo.InvariantCulture, out int rounds) ? rounds : 50;

    /// <summary>Where schedules begin: those of a drill are new ones.</summary>
    public static int Seed { get; } = Rounds == 50 ? 0 : Environment.TickCount & 0xFFFFFF;
}
