using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>The NuGet packages of the libraries, packed once from what was built.</summary>
public sealed class PackedLibraries : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    public static IReadOnlyList<string> Names { get; } = ["S3Stream.Core", "S3Stream.Gsi", "S3Stream.EmbeddedStore"];

    /// <summary>The folder with all packages, a source of <c>dotnet restore</c>.</summary>
    public string Folder => _directory.Path("packages");

    public async ValueTask InitializeAsync() =>
        await DotnetAsync(_directory.FullPath, "pack", Repository.Path("S3Stream.sln"), "-c", "Release", "--no-build", "-o", Folder);

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <param name="name">The library.</param>
    /// <param name="extension"><c>nupkg</c>, or <c>snupkg</c> for its symbols.</param>
    public string File(string name, string extension = "nupkg") => Assert.Single(Directory.GetFiles(Folder, $"{name}.*.{extension}"));

    internal static async Task DotnetAsync(string directory, params string[] arguments)
    {
        string[] all = [.. arguments, "--disable-build-servers", "-nodeReuse:false", "-v", "quiet"];
        (await ClientTool.RunAsync("dotnet", all, TimeSpan.FromMinutes(5), directory: directory)).AssertSuccess();
    }
}
