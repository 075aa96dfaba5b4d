using Xunit;

namespace S3Stream.Tests.Faults;

/// <summary>What the runs by library and endpoint have in common: what is there before, and what must be there after.</summary>
internal static class ScenarioChecks
{
    private static readonly string[] Putting = ["put", "resume"];

    /// <summary>Puts the object there, around the front, where the steps need it.</summary>
    public static async Task SeedAsync(FaultRig rig)
    {
        if (!Putting.Contains(rig.Scenario.Steps[0]))
        {
            await CoreSteps.RunAsync(rig, "put", rig.Direct);
        }
    }

    /// <summary>The fault has happened, and the object is there or not, whole or not at all.</summary>
    public static async Task AssertAfterAsync(FaultRig rig, bool succeeded)
    {
        FaultScenario scenario = rig.Scenario;
        int met = scenario.Faults.Sum(rule => Math.Max(0, Math.Min(rule.Matched, rule.To) - rule.From + 1));
        Assert.True(met >= scenario.MinFaults, Told(rig, $"{met} requests met a fault, and at least {scenario.MinFaults} should have"));

        string last = scenario.Steps[^1];
        bool absent = last is "delete" or "rename" ? succeeded : Putting.Contains(last) && !succeeded;
        string after = scenario.After ?? (absent ? "absent" : "whole");
        byte[]? stored = await rig.StoredAsync(rig.Address);
        Assert.True(stored is not null || after is not "whole", Told(rig, "the object is gone"));
        Assert.True(stored is null || after is not "absent", Told(rig, "the object is there"));
        Assert.True(stored is null || rig.Content.AsSpan().SequenceEqual(stored), Told(rig, "the object has other bytes"));
    }

    /// <summary>A message with what the front has seen.</summary>
    public static string Told(FaultRig rig, string what) =>
        $"{rig.Scenario.Scenario}: {what}. Requests:\n  {string.Join("\n  ", rig.Front.Log)}";
}
