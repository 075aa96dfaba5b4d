namespace S3Stream.Tests.EndToEnd;

/// <summary>A new directory that goes, with all it holds, at the end of its test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory()
    {
        var parent = Environment.GetEnvironmentVariable("S3STREAM_TEST_TMP");
        FullPath = parent is { Length: > 0 }
            ? Directory.CreateDirectory(System.IO.Path.Combine(parent, System.IO.Path.GetRandomFileName())).FullName
            : Directory.CreateTempSubdirectory("s3stream-test-").FullName;
    }

    public string FullPath { get; }

    public string Path(params string[] names) => System.IO.Path.Combine([FullPath, .. names]);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
