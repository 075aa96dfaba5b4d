using System.IO.Enumeration;
using S3Stream.Sequential;

namespace S3Stream.Directories;

/// <summary>Uploads the files below a directory. Links to files are read through; directories that are links are not entered.</summary>
internal sealed class DirectoryUpload(S3StreamClient client, string root, string bucket, string prefix, DirectoryOptions options)
{
    private readonly DirectoryRun _run = new(options);
    private readonly UploadOptions _upload = (options.Upload ?? new UploadOptions()) with { Owner = options.Upload?.Owner ?? new object() };

    public async Task<DirectoryResult> RunAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, ObjectEntry> there = options.Comparison == DirectoryComparison.None && !options.DeleteOthers
            ? []
            : await ListAsync(cancellationToken).ConfigureAwait(false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await _run.ForEachAsync(
            Files(seen).ToAsyncEnumerable(),
            file => (file.Key, file.Path),
            (file, token) => MoveAsync(file.Key, file.Path, there.GetValueOrDefault(file.Key), token),
            cancellationToken).ConfigureAwait(false);
        long deleted = 0;
        if (options.DeleteOthers && !_run.HasFailures)
        {
            string[] others = [.. there.Keys.Where(key => !seen.Contains(key))];
            IReadOnlyList<DeleteFailure> failures = await client.Catalog.DeleteManyAsync(
                bucket, others.ToAsyncEnumerable(), cancellationToken).ConfigureAwait(false);
            deleted = others.Length - failures.Count;
            foreach (DeleteFailure failure in failures)
            {
                if (options.OnFailure == DirectoryFailurePolicy.Stop)
                {
                    throw failure.Error;
                }

                _run.Failed(new DirectoryFailure(failure.Key, null, failure.Error));
            }
        }

        return _run.End(deleted);
    }

    /// <summary>What is below the prefix and takes part.</summary>
    private async Task<Dictionary<string, ObjectEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var there = new Dictionary<string, ObjectEntry>(StringComparer.Ordinal);
        await foreach (ObjectEntry entry in client.Catalog.ListAsync(
            bucket, prefix, delimiter: null, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            string relative = entry.Key[prefix.Length..];
            if (relative.Length > 0 && !relative.EndsWith('/') && _run.Includes(relative))
            {
                there[entry.Key] = entry;
            }
        }

        return there;
    }

    private IEnumerable<(string Key, string Path)> Files(HashSet<string> seen)
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        var files = new FileSystemEnumerable<string>(root, static (ref FileSystemEntry entry) => entry.ToFullPath(), all)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        foreach (string path in files)
        {
            string relative = DirectoryNames.RelativeOf(root, path);
            if (_run.Includes(relative))
            {
                seen.Add(prefix + relative);
                yield return (prefix + relative, path);
            }
        }
    }

    private async Task<long?> MoveAsync(string key, string path, ObjectEntry? there, CancellationToken cancellationToken)
    {
        if (FileTarget.IsSpecial(path))
        {
            throw new IOException($"{path} is a pipe, a socket or a device: it has no bytes to keep. Leave it out by a filter.");
        }

        var file = new FileInfo(FileTarget.Resolve(path));
        if (there is not null && IsSame(file, there))
        {
            return null;
        }

        StoredObject stored = await client.UploadFileAsync(
            new ObjectAddress(bucket, key), path, _upload, cancellationToken).ConfigureAwait(false);
        return stored.Length;
    }

    // a file that was not touched since its object was stored; S3 tells that in whole seconds
    private bool IsSame(FileInfo file, ObjectEntry there) => options.Comparison switch
    {
        DirectoryComparison.Length => file.Length == there.Length,
        DirectoryComparison.LengthAndTime => file.Length == there.Length && there.LastModified >= file.LastWriteTimeUtc,
        _ => false,
    };
}
