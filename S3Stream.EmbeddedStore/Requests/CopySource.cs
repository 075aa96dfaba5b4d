namespace S3Stream.Embedded;

/// <summary>The object that x-amz-copy-source names: [/]bucket/key, percent-encoded, with ?versionId=null allowed behind it.</summary>
internal sealed record CopySource(string Bucket, string Key)
{
    public static CopySource Read(StoreRequest request)
    {
        string header = request.Header("x-amz-copy-source") ?? "";
        int question = header.IndexOf('?', StringComparison.Ordinal);
        ReadOnlySpan<char> path = question < 0 ? header : header.AsSpan(0, question);
        if (question >= 0 && QueryParameters.Parse(header.AsSpan(question + 1))["versionId"] is not (null or "null"))
        {
            throw StoreError.NoSuchVersion.Fault();
        }

        if (!UriEscaping.TryDecode(path, plusIsBlank: false, out string decoded))
        {
            throw Invalid();
        }

        decoded = decoded.StartsWith('/') ? decoded[1..] : decoded;
        int slash = decoded.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < decoded.Length - 1
            ? new CopySource(decoded[..slash], StorageNames.CheckedKey(decoded[(slash + 1)..]))
            : throw Invalid();
    }

    /// <summary>Holds the source for reading once its conditions hold.</summary>
    public ContentLease Open(BucketCatalog buckets, Conditions conditions)
    {
        ContentLease lease = buckets[Bucket].Open(Key);
        try
        {
            conditions.CheckRead(lease.Record, notModifiedAllowed: false);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private static StoreFaultException Invalid() =>
        StoreError.InvalidArgument.Fault("x-amz-copy-source must be bucket/key, percent-encoded.");
}
