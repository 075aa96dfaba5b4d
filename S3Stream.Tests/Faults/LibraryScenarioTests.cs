using Xunit;

namespace S3Stream.Tests.Faults;

/// <summary>Every scenario of this folder, by the library.</summary>
public sealed class LibraryScenarioTests
{
    public static TheoryData<string> All => [.. FaultScenario.Names()];

    /// <summary>Those of a store that does all that S3 does, but for the fault.</summary>
    public static TheoryData<string> Learned =>
        [.. FaultScenario.Names().Where(name => FaultScenario.Load(name).Profile == FaultScenario.DefaultProfile)];

    [Theory]
    [MemberData(nameof(All))]
    public Task The_library_ends_as_the_scenario_says(string name) => RunAsync(FaultScenario.Load(name));

    [Theory]
    [MemberData(nameof(Learned))]
    public Task It_ends_so_where_the_store_is_not_known_too(string name) => RunAsync(FaultScenario.Load(name) with { Profile = "auto" });

    private static async Task RunAsync(FaultScenario scenario)
    {
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
