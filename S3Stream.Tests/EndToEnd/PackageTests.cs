using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>The packages as a developer takes them: packed, restored from a folder, and used by the sample programs.</summary>
[Collection(PackedLibrariesLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class PackageTests(PackedLibraries packed)
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <RestoreAdditionalProjectSources>FOLDER</RestoreAdditionalProjectSources>
            <RestorePackagesPath>$(MSBuildProjectDirectory)/restored</RestorePackagesPath>
          </PropertyGroup>
          <ItemGroup>
            PACKAGES
          </ItemGroup>
        </Project>
        """;

    [Fact]
    public async Task The_packed_library_serves_a_small_program()
    {
        using var directory = new TemporaryDirectory();
        await BuildSampleAsync(directory, Repository.Path("nuget", "sample", "Program.cs"), "S3Stream.Core");

        byte[] content = TestData.Bytes(40_000_000, seed: 7);
        await File.WriteAllBytesAsync(directory.Path("up"), content, TestContext.Current.CancellationToken);
        await using EmbeddedStore store = await EmbeddedStore.StartAsync(
            new EmbeddedStoreOptions { Directory = directory.Path("store") },
            TestContext.Current.CancellationToken);
        var run = await ClientTool.RunAsync(
            "bash",
            ["-c", $"dotnet out/sample.dll {store.Endpoint} bucket 'a key' < up > down"],
            environment: new Dictionary<string, string?>
            {
                ["AWS_ACCESS_KEY_ID"] = store.AccessKey,
                ["AWS_SECRET_ACCESS_KEY"] = store.SecretKey,
            },
            directory: directory.FullPath);

        run.AssertSuccess();
        Assert.Contains("40000000 bytes", run.Errors, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllBytesAsync(directory.Path("down"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_packed_security_library_serves_a_client_and_a_server()
    {
        using var directory = new TemporaryDirectory();
        await BuildSampleAsync(directory, Repository.Path("nuget", "sample", "gsi", "Program.cs"), "S3Stream.Gsi");

        var run = await ClientTool.RunAsync("dotnet", ["out/sample.dll"], directory: directory.FullPath);

        run.AssertSuccess();
        Assert.Contains("server: /O=Grid/CN=Jane Doe is jane", run.Output, StringComparison.Ordinal);
        Assert.Contains("delegated to me for 01:59, 3 certificates", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "client: /O=Grid/CN=gridftp.example.org says \"hello\" to you too, jane", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_packed_store_serves_a_small_program()
    {
        using var directory = new TemporaryDirectory();
        await BuildSampleAsync(
            directory, Repository.Path("nuget", "sample", "embedded-store", "Program.cs"), "S3Stream.Core", "S3Stream.EmbeddedStore");

        var run = await ClientTool.RunAsync("dotnet", ["out/sample.dll"], directory: directory.FullPath);

        run.AssertSuccess();
        Assert.Contains("20000000 bytes there and back", run.Output, StringComparison.Ordinal);
    }

    private async Task BuildSampleAsync(TemporaryDirectory directory, string program, params string[] packages)
    {
        string references = string.Concat(packages.Select(package => $"<PackageReference Include=\"{package}\" Version=\"*-*\" />"));
        string project = Project
            .Replace("FOLDER", packed.Folder, StringComparison.Ordinal)
            .Replace("PACKAGES", references, StringComparison.Ordinal);
        await File.WriteAllTextAsync(directory.Path("sample.csproj"), project, TestContext.Current.CancellationToken);
        File.Copy(program, directory.Path("Program.cs"));
        await PackedLibraries.DotnetAsync(
            directory.FullPath, "build", directory.Path("sample.csproj"), "-c", "Release", "-o", directory.Path("out"));
    }
}
