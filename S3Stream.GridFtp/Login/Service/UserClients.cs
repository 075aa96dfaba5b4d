using Amazon.Runtime;
using Amazon.SecurityToken;

namespace S3Stream.GridFtp.Login;

/// <summary>
/// One S3 client per key pair or role, made when its user first logs in. They share the server's memory budget and request slots. A
/// client stays until the server stops: sessions may use it as long as they live, and keys do not change often. Safe for concurrent use.
/// </summary>
internal sealed class UserClients(S3StreamClient shared, Uri? stsEndpoint = null) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<S3Identity, S3StreamClient> _clients = [];
    private readonly Lazy<AmazonSecurityTokenServiceClient> _sts =
        new(() => StsClient.Create(shared.Options, stsEndpoint, shared.Options.Credentials));

    /// <summary>Those made so far; the list does not change.</summary>
    public IReadOnlyList<S3StreamClient> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _clients.Values];
            }
        }
    }

    public S3StreamClient Of(S3Identity identity)
    {
        // whatever part of the name space it is for, it is the same client
        S3Identity key = identity with { PathPrefix = "/" };
        lock (_lock)
        {
            if (!_clients.TryGetValue(key, out S3StreamClient? client))
            {
                client = shared.WithCredentials(CredentialsOf(key), key is S3Role role ? $"{role.Arn} as {role.SessionName}" : null);
                _clients.Add(key, client);
            }

            return client;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (S3StreamClient client in _clients.Values)
        {
            await client.DisposeAsync();
        }

        if (_sts.IsValueCreated)
        {
            _sts.Value.Dispose();
        }
    }

    private AWSCredentials CredentialsOf(S3Identity identity) => identity switch
    {
        S3KeyPair pair => new BasicAWSCredentials(pair.AccessKey, pair.SecretKey),
        S3Role role => new RoleCredentials(_sts.Value, role),
        _ => new AnonymousAWSCredentials(),
    };
}
