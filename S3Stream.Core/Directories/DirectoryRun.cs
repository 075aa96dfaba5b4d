using Microsoft.Extensions.FileSystemGlobbing;

namespace S3Stream.Directories;

/// <summary>Counts what one directory call does, applies its policy, and tells its caller. Safe for concurrent use.</summary>
internal sealed class DirectoryRun
{
    private readonly Lock _gate = new();
    private readonly DirectoryOptions _options;
    private readonly List<DirectoryFailure> _failures = [];
    private long _transferred;
    private long _skipped;
    private long _bytes;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public DirectoryRun(DirectoryOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentFiles, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxConcurrentFiles, 1_024, nameof(options));
        _options = options;
    }

    public bool HasFailures
    {
        get
        {
            lock (_gate)
            {
                return _failures.Count > 0;
            }
        }
    }

    /// <summary>The relative path takes part.</summary>
    public bool Includes(string relative) => _options.Filter is not { } filter || filter.Match(relative).HasMatches;

    /// <summary>
    /// Runs <paramref name="move"/> for each item, several at once. It returns the bytes moved, or <see langword="null"/> for what is the
    /// same already.
    /// </summary>
    public Task ForEachAsync<T>(
        IAsyncEnumerable<T> items, Func<T, (string Key, string? Path)> name, Func<T, CancellationToken, Task<long?>> move,
        CancellationToken cancellationToken)
    {
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = _options.MaxConcurrentFiles, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(
            items,
            bounds,
            async (item, token) =>
            {
                (string key, string? path) = name(item);
                try
                {
                    Done(key, await move(item, token).ConfigureAwait(false));
                }
                catch (Exception exception) when (
                    _options.OnFailure == DirectoryFailurePolicy.Continue && !token.IsCancellationRequested
                    && exception is IOException or UnauthorizedAccessException or ArgumentException)
                {
                    Failed(new DirectoryFailure(key, path, exception));
                }
            });
    }

    public void Failed(DirectoryFailure failure)
    {
        lock (_gate)
        {
            _failures.Add(failure);
            Report(failure.Key);
        }
    }

    public DirectoryResult End(long deleted)
    {
        lock (_gate)
        {
            return new DirectoryResult(_transferred, _skipped, deleted, _bytes, [.. _failures]);
        }
    }

    private void Done(string key, long? bytes)
    {
        lock (_gate)
        {
            _ = bytes is null ? _skipped++ : _transferred++;
            _bytes += bytes ?? 0;
            Report(key);
        }
    }

    private void Report(string key) =>
        _options.Progress?.Report(new DirectoryProgress(_transferred, _skipped, _failures.Count, _bytes, key));
}
