using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace S3Stream.GridFtp.Login;

/// <summary>
/// Temporary credentials of a role (STS: AssumeRole), for an hour; renewed in the background when five minutes are left, and at once when
/// S3 says that they have expired (the client then clears them). Safe for concurrent use.
/// </summary>
internal sealed class RoleCredentials : RefreshingAWSCredentials
{
    private const int LifetimeSeconds = 3_600;

    private readonly IAmazonSecurityTokenService _sts;
    private readonly S3Role _role;

    /// <param name="sts">Asks with the server's own credentials. Not owned.</param>
    /// <param name="role">The role.</param>
    public RoleCredentials(IAmazonSecurityTokenService sts, S3Role role)
    {
        _sts = sts;
        _role = role;
        PreemptExpiryTime = TimeSpan.FromMinutes(5);
    }

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var request = new AssumeRoleRequest
        {
            RoleArn = _role.Arn,
            RoleSessionName = _role.SessionName,
            ExternalId = _role.ExternalId,
            DurationSeconds = LifetimeSeconds,
        };
        Credentials made = await AssumeAsync(request);
        return new CredentialsRefreshState(
            new ImmutableCredentials(made.AccessKeyId, made.SecretAccessKey, made.SessionToken),
            made.Expiration?.ToUniversalTime() ?? DateTime.UtcNow.AddSeconds(LifetimeSeconds));
    }

    private async Task<Credentials> AssumeAsync(AssumeRoleRequest request)
    {
        try
        {
            return (await _sts.AssumeRoleAsync(request)).Credentials
                ?? throw new AmazonSecurityTokenServiceException($"AssumeRole {_role.Arn}: the answer has no credentials");
        }
        catch (AmazonServiceException exception) when (exception.StatusCode != 0)
        {
            // the SDK prints a whole error document that it cannot read, such as Ceph's
            string why = exception.Message.Contains("HTTP Body:", StringComparison.Ordinal) ? exception.ErrorCode : exception.Message;
            throw new AmazonSecurityTokenServiceException(
                $"AssumeRole {_role.Arn}: {why}",
                exception, exception.ErrorType, exception.ErrorCode, exception.RequestId, exception.StatusCode);
        }
    }

    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();
}
