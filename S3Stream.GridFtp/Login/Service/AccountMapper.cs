using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Gsi;

namespace S3Stream.GridFtp.Login;

/// <summary>
/// Maps a distinguished name to an account, and an account to the S3 client with its credentials. Safe for concurrent use.
/// </summary>
internal sealed class AccountMapper(
    WatchedFile<GridMap> gridMap, CredentialMapFile? credentials, UnknownCredentials unknown, UserClients clients, S3StreamClient shared)
{
    /// <summary>Reads the files once.</summary>
    /// <exception cref="IOException">A file cannot be read, or should be private and is not.</exception>
    public void Check()
    {
        _ = gridMap.Current;
        credentials?.Check();
    }

    /// <summary>The grid map's file.</summary>
    public string GridMapPath => gridMap.Path;

    /// <summary>The accounts of that name, the default first.</summary>
    /// <exception cref="IOException">The grid map cannot be read.</exception>
    public IReadOnlyList<string> AccountsOf(DistinguishedName name) => gridMap.Current.AccountsOf(name);

    /// <param name="account">The account.</param>
    /// <param name="security">What protects its data connections.</param>
    /// <param name="place">Where its credentials were looked for.</param>
    /// <returns><see langword="null"/> when S3 credentials are kept per user and this one has none.</returns>
    /// <exception cref="IOException">The credential map cannot be read, or not only its owner may.</exception>
    public SessionUser? UserOf(string account, IDataChannelSecurity? security, out string place)
    {
        place = "";
        if (credentials is null)
        {
            return new SessionUser(account, MayWrite: true, shared, security);
        }

        IReadOnlyList<S3Identity> identities = credentials.Of(account, out place);
        if (identities.Count == 0)
        {
            if (unknown == UnknownCredentials.Refuse)
            {
                return null;
            }

            identities = [new S3Anonymous("/")];
        }

        // the shortest prefix is for what no prefix names, such as the list of buckets
        (string Prefix, S3StreamClient Client)[] routes = [.. identities.Select(identity => (identity.PathPrefix, clients.Of(identity)))];
        S3StreamClient general = routes[^1].Client;
        return new SessionUser(account, MayWrite: true, general, security)
        {
            Route = routes.Length == 1 ? null : path => Choose(routes, path, general),
            NamedBuckets =
                [.. identities.Select(identity => identity.PathPrefix.Split('/')[1]).Where(bucket => bucket.Length > 0).Distinct()],
        };
    }

    private static S3StreamClient Choose((string Prefix, S3StreamClient Client)[] routes, VirtualPath path, S3StreamClient general)
    {
        string location = path.Location;
        foreach ((string prefix, S3StreamClient client) in routes)
        {
            bool isBelow = prefix == "/" || location == prefix || location.StartsWith(prefix + "/", StringComparison.Ordinal);
            if (isBelow)
            {
                return client;
            }
        }

        return general;
    }
}
