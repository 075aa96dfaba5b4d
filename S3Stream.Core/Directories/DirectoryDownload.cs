namespace S3Stream.Directories;

/// <summary>Downloads the objects below a prefix into a directory, and nowhere else.</summary>
internal sealed class DirectoryDownload(S3StreamClient client, string bucket, string prefix, string root, DirectoryOptions options)
{
    private readonly DirectoryRun _run = new(options);
    private readonly DownloadOptions _download =
        (options.Download ?? new DownloadOptions()) with { Owner = options.Download?.Owner ?? new object() };

    public async Task<DirectoryResult> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(root);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await _run.ForEachAsync(
            ListAsync(seen, cancellationToken),
            entry => (entry.Key, DirectoryNames.PathOf(root, entry.Key[prefix.Length..])),
            MoveAsync,
            cancellationToken).ConfigureAwait(false);
        return _run.End(options.DeleteOthers && !_run.HasFailures ? DeleteOthers(seen) : 0);
    }

    private async IAsyncEnumerable<ObjectEntry> ListAsync(
        HashSet<string> seen, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ObjectEntry entry in client.Catalog.ListAsync(
            bucket, prefix, delimiter: null, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            string relative = entry.Key[prefix.Length..];

            // a key that ends with a slash is how programs mark an empty directory
            if (relative.Length > 0 && !(relative.EndsWith('/') && entry.Length == 0) && _run.Includes(relative))
            {
                seen.Add(relative);
                yield return entry;
            }
        }
    }

    private async Task<long?> MoveAsync(ObjectEntry entry, CancellationToken cancellationToken)
    {
        string relative = entry.Key[prefix.Length..];
        string path = DirectoryNames.PathOf(root, relative) ?? throw new IOException(
            $"The key '{Storage.KeyText.Printable(entry.Key)}' is no path of a file below {root}: its name would lie outside, or be empty. "
                + "Nothing was written. Leave it out by a filter, or download it by itself.");
        var file = new FileInfo(path);
        if (file.Exists && IsSame(file, entry))
        {
            return null;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ObjectEntry read = await client.DownloadFileAsync(
            new ObjectAddress(bucket, entry.Key), path, _download, cancellationToken).ConfigureAwait(false);
        File.SetLastWriteTimeUtc(path, read.LastModified.UtcDateTime);
        return read.Length;
    }

    private bool IsSame(FileInfo file, ObjectEntry entry) => options.Comparison switch
    {
        DirectoryComparison.Length => file.Length == entry.Length,
        DirectoryComparison.LengthAndTime => file.Length == entry.Length && file.LastWriteTimeUtc >= Seconds(entry.LastModified),
        _ => false,
    };

    // listings have fractions of a second that answers to reads have not
    private static DateTime Seconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    private long DeleteOthers(HashSet<string> seen)
    {
        long deleted = 0;
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (string path in Directory.EnumerateFiles(root, "*", all))
        {
            string relative = DirectoryNames.RelativeOf(root, path);
            if (_run.Includes(relative) && !seen.Contains(relative))
            {
                File.Delete(path);
                deleted++;
            }
        }

        return deleted;
    }
}
