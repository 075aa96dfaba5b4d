namespace S3Stream.Embedded;

/// <summary>
/// Requests for what the store does not have are refused, not passed over: an object stored without the encryption, the lock or the
/// access list that were asked for would be a silent loss.
/// </summary>
internal static class UnsupportedFeatures
{
    private static readonly string[] HeaderPrefixes =
    [
        "x-amz-server-side-encryption", "x-amz-copy-source-server-side-encryption", "x-amz-object-lock-", "x-amz-grant-",
        "x-amz-website-redirect-location", "x-amz-write-offset-bytes", "x-amz-bucket-object-lock-enabled", "x-amz-mfa",
    ];

    private static readonly HashSet<string> Subresources = new(StringComparer.Ordinal)
    {
        "accelerate", "acl", "analytics", "cors", "encryption", "intelligent-tiering", "inventory",
        "legal-hold", "lifecycle", "logging", "metadataConfiguration", "metadataTable", "metrics", "notification",
        "object-lock", "ownershipControls", "policy", "policyStatus", "publicAccessBlock", "replication",
        "renameObject", "requestPayment", "restore", "retention", "select", "session", "torrent", "versions",
        "website",
    };

    public static void Refuse(StoreRequest request)
    {
        foreach ((string name, _) in request.Query.Pairs)
        {
            if (Subresources.Contains(name) || (request.Key.Length == 0 && name is "tagging" or "attributes"))
            {
                throw StoreError.NotImplemented.Fault($"The embedded store does not implement ?{name}.");
            }
        }

        foreach (string header in request.Headers.Keys)
        {
            if (Array.Exists(HeaderPrefixes, prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                throw StoreError.NotImplemented.Fault($"The embedded store does not implement what the header {header} asks for.");
            }
        }

        if (request.Header("x-amz-acl") is { } acl && acl is not ("private" or "bucket-owner-full-control" or "bucket-owner-read"))
        {
            throw StoreError.NotImplemented.Fault(
                $"The embedded store has one account and no access lists: x-amz-acl must be private, not {acl}.");
        }

        if (request.Header("x-amz-storage-class") is { } storageClass && storageClass is not "STANDARD")
        {
            throw StoreError.InvalidStorageClass.Fault();
        }

        if (request.Query["versionId"] is { } version && version is not "null")
        {
            throw StoreError.NoSuchVersion.Fault();
        }
    }
}
