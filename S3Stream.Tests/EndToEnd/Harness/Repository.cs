namespace S3Stream.Tests.EndToEnd;

/// <summary>The working copy that the tests were built in.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Root = new(Find);

    public static string Path(params string[] names) => System.IO.Path.Combine([Root.Value, .. names]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "S3Stream.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException(
            $"{AppContext.BaseDirectory} is not inside a working copy of S3Stream; run the tests where they were built.");
    }
}
