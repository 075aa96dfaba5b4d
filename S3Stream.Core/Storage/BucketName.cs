using System.Buffers;

namespace S3Stream.Storage;

/// <summary>
/// What can be a bucket in a request's address, whatever store it is sent to: nothing that would make another bucket, another object or
/// another host of it. Which names a store takes, it says itself.
/// </summary>
internal static class BucketName
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

    // RGW writes tenant:bucket
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Letters + ":");

    // an access point's name: arn:aws:s3:region:account:accesspoint/name
    private static readonly SearchValues<char> AllowedInArn = SearchValues.Create(Letters + ":/");

    /// <exception cref="ArgumentException">The name is empty or has characters that no bucket's has.</exception>
    public static void ThrowIfInvalid(string? name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        SearchValues<char> allowed = name.StartsWith("arn:", StringComparison.Ordinal) ? AllowedInArn : Allowed;
        if (name is "." or ".." || name.AsSpan().ContainsAnyExcept(allowed))
        {
            throw new ArgumentException(
                $"'{KeyText.Printable(name)}' cannot be a bucket. A bucket's name has letters, digits, dots, dashes and underscores.",
                parameter);
        }
    }
}
