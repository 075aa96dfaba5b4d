using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Processes;

/// <summary>Files of the source tree the benchmarks were built in.</summary>
internal static class Repository
{
    /// <summary>The path of a file below the tree's root.</summary>
    /// <exception cref="UnavailableException">The program runs outside the source tree.</exception>
    public static string Path(params string[] names)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "S3Stream.sln")))
            {
                return System.IO.Path.Combine([folder.FullName, .. names]);
            }
        }

        throw new UnavailableException($"{string.Join('/', names)}: the benchmarks do not run in the source tree");
    }
}
