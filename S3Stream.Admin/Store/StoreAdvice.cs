namespace S3Stream.Admin;

/// <summary>What an administrator does about a store's failure, with the settings by their names. Clients are not told.</summary>
internal static class StoreAdvice
{
    /// <summary>The error code of a request for which there were no credentials.</summary>
    public const string NoCredentials = "NoCredentials";

    /// <summary>One sentence, or <see langword="null"/> when nothing is known to help.</summary>
    public static string? Of(S3StreamException failure) => (failure as StorageException)?.ErrorCode switch
    {
        NoCredentials => "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (the package's unit reads them from /etc/s3stream/environment).",
        "NameNotResolved" => "Check the host name in s3-endpoint, and s3-addressing (with virtual, buckets are host names).",
        "ConnectionFailure" => "Check s3-endpoint: its host, port and scheme (http or https), and firewalls on the way.",
        "NoTls" => "Check s3-endpoint: its port seems to speak http, not https.",
        "TlsFailure" => "Name the authority of the service's certificate by s3-ca, and check the host name in s3-endpoint.",
        "RequestTimeTooSkewed" or "RequestExpired" => "Synchronize this machine's clock (chronyc tracking); S3 takes 15 minutes at most.",
        "InvalidAccessKeyId" => "The service does not know the access key: check AWS_ACCESS_KEY_ID, or credential-map, and s3-endpoint.",
        "SignatureDoesNotMatch" => "The secret key is not that of the access key: check AWS_SECRET_ACCESS_KEY, or credential-map.",
        "AuthorizationHeaderMalformed" => "Set s3-region to the region that the service expects.",
        "ExpiredToken" or "InvalidToken" or "ExpiredTokenException" => "The session token is not valid any more: renew AWS_SESSION_TOKEN.",
        _ => null,
    };
}
