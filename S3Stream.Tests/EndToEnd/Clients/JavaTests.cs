using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>Apache Commons Net, the FTP client of most Java programs.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class JavaTests(EndpointFixture<EmbeddedFixture> endpoint) : ClientTests(endpoint)
{
    private const string Library = "/usr/share/java/commons-net.jar";

    [Fact]
    public async Task A_program_on_Commons_Net_puts_gets_lists_resumes_renames_and_deletes()
    {
        ClientTool.RequireFile(Library);
        ClientTool.Require("javac"); // java runs a source file only where the compiler is
        string program = Repository.Path("S3Stream.Tests", "EndToEnd", "Clients", "CommonsNetClient.java");

        var result = (await ClientTool.RunAsync(
            "java", ["-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", Library, program, $"{Port}", Folder])).AssertSuccess();

        Assert.Equal("all is well", result.Output.Trim());
    }
}
