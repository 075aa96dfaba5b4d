using S3Stream.Directories;
using S3Stream.Storage;

namespace S3Stream;

/// <summary>Whole directories up and down, also as a synchronisation.</summary>
public static class DirectoryExtensions
{
    /// <summary>
    /// Uploads the files below a directory, several at once, to keys that begin with a prefix. Links to files are read through, directories
    /// that are links are not entered; pipes and devices are failures.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="bucket">The bucket; it must exist.</param>
    /// <param name="prefix">What the keys begin with, followed by a slash; empty: nothing.</param>
    /// <param name="options">Which files and how; <see langword="null"/>: all of them.</param>
    /// <param name="cancellationToken">Stops the call; files stored before stay.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="S3StreamException">A file failed and the policy is to stop, or the bucket cannot be listed.</exception>
    /// <example>
    /// <code>
    /// DirectoryResult result = await client.UploadDirectoryAsync("/srv/site", "bucket", "site");
    /// Console.WriteLine($"{result.Transferred} files, {result.Bytes} bytes");
    /// </code>
    /// </example>
    public static Task<DirectoryResult> UploadDirectoryAsync(
        this S3StreamClient client, string directory, string bucket, string prefix, DirectoryOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        BucketName.ThrowIfInvalid(bucket, nameof(bucket));
        ArgumentNullException.ThrowIfNull(prefix);
        string root = Path.GetFullPath(directory);
        return Directory.Exists(root)
            ? new DirectoryUpload(client, root, bucket, DirectoryNames.PrefixOf(prefix), options ?? new DirectoryOptions())
                .RunAsync(cancellationToken)
            : throw new DirectoryNotFoundException($"There is no directory {root}.");
    }

    /// <summary>
    /// Downloads the objects whose keys begin with a prefix into a directory, several at once; each file appears only when it is whole,
    /// with the time its object was stored at. A key that would lie outside the directory (<c>..</c>, an empty name) is a failure and
    /// writes nothing. Keys that end with a slash and are empty mark directories and make no file.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">What the keys begin with, followed by a slash; empty: the whole bucket.</param>
    /// <param name="directory">The directory; it is made.</param>
    /// <param name="options">Which objects and how; <see langword="null"/>: all of them.</param>
    /// <param name="cancellationToken">Stops the call; files that are whole stay.</param>
    /// <exception cref="S3StreamException">An object failed and the policy is to stop, or the bucket cannot be listed.</exception>
    /// <exception cref="IOException">
    /// A key is no file's path below the directory, or a file cannot be written; the policy is to stop.
    /// </exception>
    /// <example>
    /// <code>
    /// await client.DownloadDirectoryAsync("bucket", "site", "/srv/site", new DirectoryOptions
    /// {
    /// Comparison = DirectoryComparison.LengthAndTime,
    /// });
    /// </code>
    /// </example>
    public static Task<DirectoryResult> DownloadDirectoryAsync(
        this S3StreamClient client, string bucket, string prefix, string directory, DirectoryOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        BucketName.ThrowIfInvalid(bucket, nameof(bucket));
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new DirectoryDownload(
            client, bucket, DirectoryNames.PrefixOf(prefix), Path.GetFullPath(directory), options ?? new DirectoryOptions())
            .RunAsync(cancellationToken);
    }
}
