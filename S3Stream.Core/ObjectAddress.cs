namespace S3Stream;

/// <summary>Names one S3 object. Immutable; safe to share between threads.</summary>
/// <param name="Bucket">The bucket's name.</param>
/// <param name="Key">The object's key, byte for byte as S3 stores it (no leading <c>/</c> is added or removed).</param>
public readonly record struct ObjectAddress(string Bucket, string Key)
{
    /// <summary>The address as <c>bucket/key</c>, for messages and logs.</summary>
    public override string ToString() => $"{Bucket}/{Key}";
}
