using Amazon.Runtime;

namespace S3Stream.GridFtp.Security;

/// <summary>
/// One S3 client per key pair, made when its user first logs in. They share the server's memory budget and request slots. A client stays until the server
/// stops: sessions may use it as long as they live, and keys do not change often. Safe for concurrent use.
/// </summary>
internal sealed class UserClients(S3StreamClient shared) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string AccessKey, string SecretKey), S3StreamClient> _clients = [];

    public S3StreamClient Of(S3KeyPair pair)
    {
        lock (_lock)
        {
            if (!_clients.TryGetValue((pair.AccessKey, pair.SecretKey), out S3StreamClient? client))
            {
                client = shared.WithCredentials(new BasicAWSCredentials(pair.AccessKey, pair.SecretKey));
                _clients.Add((pair.AccessKey, pair.SecretKey), client);
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
    }
}
