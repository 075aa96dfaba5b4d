namespace S3Stream.Embedded.Diagnostics;

/// <summary>Messages of the embedded store: 8xxx.</summary>
internal static partial class Log
{
    [LoggerMessage(
        8000,
        LogLevel.Information,
        "Embedded S3 store listens on {Endpoint}; directory {Directory}; keys in {CredentialFile}; anonymous access: none.")]
    public static partial void EmbeddedStoreStarted(this ILogger logger, Uri endpoint, string directory, string credentialFile);

    [LoggerMessage(
        8001,
        LogLevel.Information,
        "Embedded S3 store {Directory} holds {Buckets} buckets and {Objects} objects; {Deleted} unfinished files were removed.")]
    public static partial void EmbeddedStoreLoaded(this ILogger logger, string directory, int buckets, int objects, int deleted);

    [LoggerMessage(
        8002,
        LogLevel.Error,
        "Embedded S3 store: the record {Record} is damaged and was moved to {Aside}. Bytes that no record names are kept until that "
            + "folder is removed.")]
    public static partial void EmbeddedStoreRecordDamaged(this ILogger logger, string record, string aside, Exception failure);

    [LoggerMessage(8003, LogLevel.Warning, "Embedded S3 store: others may read {CredentialFile}. Set its mode to 0600.")]
    public static partial void EmbeddedStoreCredentialsOpen(this ILogger logger, string credentialFile);

    [LoggerMessage(
        8004,
        LogLevel.Warning,
        "Embedded S3 store: others may look into {Directory}. The folders in it are closed to them, but set its mode to 0700.")]
    public static partial void EmbeddedStoreDirectoryOpen(this ILogger logger, string directory);

    [LoggerMessage(8010, LogLevel.Debug, "{RequestId} {Method} {Path}: {Status}")]
    public static partial void StoreRequestServed(this ILogger logger, string requestId, string method, string path, int status);

    [LoggerMessage(8011, LogLevel.Debug, "{RequestId} {Method} {Target}: {Code}: {Reason}")]
    public static partial void StoreRequestRefused(
        this ILogger logger, string requestId, string method, string target, string code, string reason);

    [LoggerMessage(8012, LogLevel.Error, "{RequestId} {Method} {Target} failed.")]
    public static partial void StoreRequestFailed(this ILogger logger, string requestId, string method, string target, Exception failure);

    [LoggerMessage(8013, LogLevel.Debug, "{RequestId} {Method} {Target}: the client went away.")]
    public static partial void StoreClientGone(this ILogger logger, string requestId, string method, string target);
}
