namespace S3Stream;

/// <summary>
/// How the objects of a part of the name space are stored and asked for beyond their bytes. Immutable. Prints without the customer's key.
/// </summary>
/// <param name="Bucket">The bucket; empty: every bucket.</param>
/// <param name="Prefix">
/// The key's first components, without a slash at the end: <c>raw/2026</c> is for <c>raw/2026</c> and <c>raw/2026/a</c>, not for
/// <c>raw/2026b</c>. Empty: the whole bucket.
/// </param>
public sealed record ObjectRule(string Bucket, string Prefix)
{
    /// <summary>
    /// The storage class of new objects and copies, such as <c>STANDARD_IA</c> (x-amz-storage-class). Default: the store's.
    /// </summary>
    public string? StorageClass { get; init; }

    /// <summary>
    /// Encryption by the store: <c>AES256</c> (SSE-S3), <c>aws:kms</c> or <c>aws:kms:dsse</c> (SSE-KMS). <see langword="null"/> (default):
    /// what the bucket says.
    /// </summary>
    public string? Encryption { get; init; }

    /// <summary>The KMS key for <see cref="Encryption"/>; <see langword="null"/>: the store's own key.</summary>
    public string? EncryptionKeyId { get; init; }

    /// <summary>
    /// 32 bytes, an AES-256 key that the store uses for each request and forgets (SSE-C); it is needed to read the objects again. Only over
    /// https. Empty (default): none.
    /// </summary>
    public ReadOnlyMemory<byte> CustomerKey { get; init; }

    /// <summary>This account pays for its requests to another account's bucket (S3: x-amz-request-payer).</summary>
    public bool RequesterPays { get; init; }

    /// <summary>
    /// Existing objects are not replaced: an upload is refused before its first byte when the object is there, and at its end when it
    /// appeared meanwhile (S3: If-None-Match: *).
    /// </summary>
    public bool NoOverwrite { get; init; }

    /// <summary>The store's own defaults.</summary>
    internal static ObjectRule None { get; } = new("", "");

    private int Rank => Bucket.Length == 0 ? 0 : 1 + Prefix.Length;

    /// <summary>
    /// The rule for an object: the longest one, with a bucket's own before those for every bucket. No other rule applies.
    /// </summary>
    internal static ObjectRule For(IReadOnlyList<ObjectRule> rules, string bucket, string key)
    {
        ObjectRule? best = null;
        foreach (ObjectRule rule in rules)
        {
            if (rule.IsFor(bucket, key) && (best is null || rule.Rank > best.Rank))
            {
                best = rule;
            }
        }

        return best ?? None;
    }

    private bool IsFor(string bucket, string key) =>
        (Bucket.Length == 0 || Bucket == bucket)
        && (Prefix.Length == 0
            || (key.StartsWith(Prefix, StringComparison.Ordinal) && (key.Length == Prefix.Length || key[Prefix.Length] == '/')));
}
