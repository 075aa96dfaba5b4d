namespace S3Stream.Admin;

/// <summary>
/// The content of a file, which is read again whenever the file has changed. <see cref="Current"/> looks at the file's time and size each
/// time: it is called at logins, not per byte. Safe for concurrent use.
/// </summary>
internal sealed class WatchedFile<T>(string path, Func<string, T> read)
    where T : class
{
    /// <summary>The file.</summary>
    public string Path => path;

    private readonly Lock _lock = new();
    private T? _value;
    private (DateTime Changed, long Length) _stamp;

    /// <exception cref="IOException">The file cannot be read now; its earlier content is no longer used.</exception>
    public T Current
    {
        get
        {
            lock (_lock)
            {
                (DateTime, long) stamp = Stamp();
                if (_value is null || stamp != _stamp)
                {
                    _value = null;
                    _value = read(path);
                    _stamp = stamp;
                }

                return _value;
            }
        }
    }

    private (DateTime Changed, long Length) Stamp()
    {
        var file = new FileInfo(path);
        FileInfo target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return target.Exists ? (target.LastWriteTimeUtc, target.Length) : throw new FileNotFoundException($"{path} does not exist", path);
    }
}
