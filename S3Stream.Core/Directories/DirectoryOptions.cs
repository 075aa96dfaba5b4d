using Microsoft.Extensions.FileSystemGlobbing;

namespace S3Stream;

/// <summary>Which files a directory call moves, and how. Immutable.</summary>
/// <example>
/// Keep a bucket's prefix as a directory is, all but temporary files:
/// <code>
/// var filter = new Matcher().AddInclude("**/*").AddExclude("**/*.tmp");
/// DirectoryResult result = await client.UploadDirectoryAsync("/srv/site", "bucket", "site", new DirectoryOptions
/// {
///     Filter = filter,
///     Comparison = DirectoryComparison.LengthAndTime,
///     DeleteOthers = true,
/// });
/// </code>
/// </example>
public sealed record DirectoryOptions
{
    /// <summary>
    /// Which relative paths, with <c>/</c> between their names, take part; others are neither moved nor deleted. <see langword="null"/>
    /// (default): all. Not changed while the call runs.
    /// </summary>
    public Matcher? Filter { get; init; }

    /// <summary>What need not be moved. Default: everything is moved.</summary>
    public DirectoryComparison Comparison { get; init; }

    /// <summary>
    /// Deletes at the target what takes part and the source does not have, once all is moved and nothing has failed. Default <see
    /// langword="false"/>.
    /// </summary>
    public bool DeleteOthers { get; init; }

    /// <summary>What happens when a file fails. Default: the call stops.</summary>
    public DirectoryFailurePolicy OnFailure { get; init; }

    /// <summary>Files moved at once, 1 to 1,024, default 16. Memory and requests have the client's limits in any case.</summary>
    public int MaxConcurrentFiles { get; init; } = 16;

    /// <summary>How each file is uploaded; its <see cref="TransferOptions.Progress"/> is told of each file by itself.</summary>
    public UploadOptions? Upload { get; init; }

    /// <summary>How each file is downloaded. Without ranges, conditions and a version.</summary>
    public DownloadOptions? Download { get; init; }

    /// <summary>Told after each file. <see langword="null"/> (default): nobody is.</summary>
    public IProgress<DirectoryProgress>? Progress { get; init; }
}
