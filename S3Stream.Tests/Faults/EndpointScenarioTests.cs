using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Faults;

/// <summary>Every scenario of this folder that names the endpoint's replies, through an endpoint.</summary>
public sealed class EndpointScenarioTests
{
    public static TheoryData<string> AtTheEndpoint => [.. FaultScenario.Names().Where(name => FaultScenario.Load(name).Endpoint.Count > 0)];

    [Theory]
    [MemberData(nameof(AtTheEndpoint))]
    public async Task The_endpoint_ends_as_the_scenario_says(string name)
    {
        FaultScenario scenario = FaultScenario.Load(name);
        await using FaultRig rig = await FaultRig.StartAsync(scenario);
        await ScenarioChecks.SeedAsync(rig);
        rig.Serve();
        await using ScriptedGridFtpClient client = await ScriptedGridFtpClient.LoginAsync(rig.ServerPort);
        foreach (string step in scenario.Steps.SkipLast(1))
        {
            (await EndpointSteps.RunAsync(rig, step, client)).Expect(226, 250, 213);
        }

        FtpReply reply = await EndpointSteps.RunAsync(rig, scenario.Steps[^1], client);

        Assert.True(
            scenario.Endpoint.Contains(reply.Code),
            ScenarioChecks.Told(rig, $"{reply.Text}, and {string.Join(" or ", scenario.Endpoint)} was wanted"));
        if (scenario.Says is { } says)
        {
            Assert.Matches(says, reply.Text);
        }

        await ScenarioChecks.AssertAfterAsync(rig, reply.Code < 400);
        (await client.CommandAsync("NOOP")).Expect(200);
    }
}
