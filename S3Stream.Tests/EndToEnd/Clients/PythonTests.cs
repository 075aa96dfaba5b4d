using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>ftplib of Python's standard library.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class PythonTests(EndpointFixture<EmbeddedFixture> endpoint) : ClientTests(endpoint)
{
    [Fact]
    public async Task A_program_on_ftplib_puts_gets_lists_resumes_renames_and_deletes()
    {
        string program = Repository.Path("S3Stream.Tests", "EndToEnd", "Clients", "ftplib_client.py");

        var result = (await ClientTool.RunAsync("python3", [program, $"{Port}", Folder, Local()])).AssertSuccess();

        Assert.Equal("all is well", result.Output.Trim()); // or it ended somewhere else
    }
}
