using Xunit;

namespace S3Stream.Tests.Faults;

/// <summary>Every scenario of this folder, by the library.</summary>
public sealed class LibraryScenarioTests
{
    public static TheoryData<string> All => [.. FaultScenario.Names()];

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_library_ends_as_the_scenario_says(string name)
    {
        FaultScenario scenario = FaultScenario.Load(name);
        await using FaultRig rig = await FaultRig.StartAsync(scenario);
        await ScenarioChecks.SeedAsync(rig);
        foreach (string step in scenario.Steps.SkipLast(1))
        {
            await CoreSteps.RunAsync(rig, step, rig.Client);
        }

        string outcome;
        string said = "";
        try
        {
            await CoreSteps.RunAsync(rig, scenario.Steps[^1], rig.Client);
            outcome = "ok";
        }
        catch (S3StreamException exception)
        {
            outcome = exception.Reason.ToString();
            said = exception.Message;
        }

        Assert.True(scenario.Core == outcome, ScenarioChecks.Told(rig, $"{outcome} ({said}), and {scenario.Core} was wanted"));
        await ScenarioChecks.AssertAfterAsync(rig, outcome == "ok");
    }
}
