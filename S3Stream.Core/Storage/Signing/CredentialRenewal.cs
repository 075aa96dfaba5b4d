using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace S3Stream.Storage.Signing;

/// <summary>
/// Drops temporary credentials that the store calls expired, whatever their own date says, so that the next attempt gets new ones.
/// Requests that were under way with the old ones are refused as well a little later: they do not drop the new ones. Safe for concurrent
/// use.
/// </summary>
/// <param name="credentials">Those of the store; <see langword="null"/>: the standard AWS chain's.</param>
/// <param name="time">The clock.</param>
internal sealed class CredentialRenewal(AWSCredentials? credentials, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private long? _dropped;

    /// <summary>Looks at a failure, and returns it.</summary>
    public Exception Note(Exception failure)
    {
        if (failure is StorageException { ErrorCode: "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" } && IsTurn())
        {
            Find()?.ClearCredentials();
        }

        return failure;
    }

    private bool IsTurn()
    {
        lock (_gate)
        {
            if (_dropped is { } before && time.GetElapsedTime(before) < Pause)
            {
                return false;
            }

            _dropped = time.GetTimestamp();
            return true;
        }
    }

    private RefreshingAWSCredentials? Find()
    {
        if (credentials is not null)
        {
            return credentials as RefreshingAWSCredentials;
        }

        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials() as RefreshingAWSCredentials;
        }
        catch (AmazonClientException)
        {
            return null; // the chain has none any more; the next attempt says so
        }
    }
}
