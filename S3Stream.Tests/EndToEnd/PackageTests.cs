using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>The package as a developer takes it: packed, restored from a folder, and used by the sample program.</summary>
[Trait("Lane", "EndToEnd")]
public sealed class PackageTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <RestoreAdditionalProjectSources>$(MSBuildProjectDirectory)/packages</RestoreAdditionalProjectSources>
            <RestorePackagesPath>$(MSBuildProjectDirectory)/restored</RestorePackagesPath>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="S3Stream.Core" Version="*-*" />
          </ItemGroup>
        </Project>
        """;

    [Fact]
    public async Task The_packed_library_serves_a_small_program()
    {
        using var directory = new TemporaryDirectory();
        await DotnetAsync(
            directory, "pack", Repository.Path("S3Stream.Core"), "-c", "Release", "--no-build", "-o", directory.Path("packages"));
        Assert.Single(Directory.GetFiles(directory.Path("packages"), "S3Stream.Core.*.nupkg"));
        Assert.Single(Directory.GetFiles(directory.Path("packages"), "S3Stream.Core.*.snupkg"));
        await File.WriteAllTextAsync(directory.Path("sample.csproj"), Project, TestContext.Current.CancellationToken);
        File.Copy(Repository.Path("nuget", "sample", "Program.cs"), directory.Path("Program.cs"));
        await DotnetAsync(directory, "build", directory.Path("sample.csproj"), "-c", "Release", "-o", directory.Path("out"));

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

    private static async Task DotnetAsync(TemporaryDirectory directory, params string[] arguments)
    {
        var result = await ClientTool.RunAsync(
            "dotnet", [.. arguments, "--disable-build-servers", "-v", "quiet"], TimeSpan.FromMinutes(5), directory: directory.FullPath);
        result.AssertSuccess();
    }
}
