using S3Stream.Storage;

namespace S3Stream;

/// <summary>
/// Names one S3 object. Immutable; safe to share between threads. Every call that takes one refuses, with an <see
/// cref="ArgumentException"/> and before anything is sent, an address that names none: <see langword="default"/>, an empty bucket or key, a
/// bucket with characters that no bucket's name has, or a key that is no Unicode text.
/// </summary>
/// <param name="Bucket">The bucket's name, or the ARN of an access point.</param>
/// <param name="Key">
/// The object's key, byte for byte as S3 stores it (no leading <c>/</c> is added or removed): 1 to 1,024 bytes of UTF-8.
/// </param>
public readonly record struct ObjectAddress(string Bucket, string Key)
{
    /// <summary>The address as <c>bucket/key</c>, for messages and logs.</summary>
    public override string ToString() => $"{Bucket}/{Key}";

    /// <exception cref="ArgumentException">It names no object.</exception>
    internal void ThrowIfInvalid(string parameter)
    {
        BucketName.ThrowIfInvalid(Bucket, parameter);
        ArgumentException.ThrowIfNullOrEmpty(Key, parameter);
        if (!KeyText.IsUnicode(Key))
        {
            // half a character has no UTF-8; what would be sent in its place names another object
            throw new ArgumentException("The key has a lone surrogate, which is no Unicode text and so no S3 key.", parameter);
        }
    }
}
