namespace S3Stream.Embedded;

/// <summary>A store's directory, locked against other servers until this is disposed; a temporary one goes with it. One owner.</summary>
internal sealed class StoreDirectory : IDisposable
{
    private readonly FileStream _lock;
    private readonly bool _temporary;

    private StoreDirectory(StoreLayout layout, FileStream lockFile, bool temporary)
    {
        Layout = layout;
        _lock = lockFile;
        _temporary = temporary;
    }

    public StoreLayout Layout { get; }

    public static StoreDirectory Open(EmbeddedStoreOptions options)
    {
        bool temporary = options.Directory is null;
        string path = options.Directory ?? Directory.CreateTempSubdirectory("s3stream-store-").FullName;
        StoreLayout layout = StoreLayout.Open(path, options.FlushToDisk && !temporary ? options.DirectoryFlush : null, options.FileFlushed);
        return new StoreDirectory(layout, Lock(layout), temporary);
    }

    public void Dispose()
    {
        _lock.Dispose();
        if (_temporary)
        {
            Directory.Delete(Layout.Root, recursive: true);
        }
    }

    private static FileStream Lock(StoreLayout layout)
    {
        try
        {
            return StoreLayout.CreateFile(layout.LockFile, FileMode.OpenOrCreate);
        }
        catch (IOException exception)
        {
            throw new IOException(
                $"Another server uses the store in {layout.Root} ({layout.LockFile} is locked). Stop it, or name another directory.",
                exception);
        }
    }
}
