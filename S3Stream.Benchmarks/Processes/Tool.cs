using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Processes;

/// <summary>Programs of others that a row needs.</summary>
internal static class Tool
{
    private static readonly string[] SystemFolders = ["/usr/sbin", "/sbin"];

    /// <summary>The program's path.</summary>
    /// <exception cref="UnavailableException">It is not installed.</exception>
    public static string Require(string program, string package)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), .. SystemFolders];
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new UnavailableException($"{program} is not installed (Debian: apt-get install {package})");
    }
}
