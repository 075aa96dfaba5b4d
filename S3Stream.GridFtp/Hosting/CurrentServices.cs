using S3Stream.GridFtp.Login;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// The S3 client and the security layer for new sessions, by the current settings. Those of earlier settings live until the server ends,
/// because sessions may use them. Changes come one at a time; reads are safe at any time.
/// </summary>
internal sealed class CurrentServices : IAsyncDisposable
{
    private readonly Func<S3StreamOptions, S3StreamOptions> _complete;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly List<IAsyncDisposable> _all = [];
    private volatile Served _now;

    /// <param name="settings">Validated.</param>
    /// <param name="complete">Adds to the S3 settings what no setting says: where an embedded store is, and where log entries go.</param>
    /// <param name="loggers">Where log entries go.</param>
    /// <param name="time">The clock.</param>
    public CurrentServices(
        ServeSettings settings, Func<S3StreamOptions, S3StreamOptions> complete, ILoggerFactory loggers, TimeProvider time)
    {
        _complete = complete;
        _loggers = loggers;
        _time = time;
        var client = new S3StreamClient(complete(settings.S3));
        GsiService? security = settings.OffersSecurity ? new GsiService(settings.Gsi, client, loggers, time) : null;
        _all.Add(client);
        _now = new Served(settings, client, security);
        Keep(security);
    }

    public S3StreamClient Client => _now.Client;

    /// <summary><see langword="null"/>: there is no authentication by certificate and no encryption.</summary>
    public GsiService? Security => _now.Security;

    /// <summary>GSI is offered, and not only TLS.</summary>
    public bool OffersGsi => _now.Settings.UseGsi;

    /// <summary>The client and those of users with credentials of their own.</summary>
    public IReadOnlyList<S3StreamClient> Clients => _now is var now ? [now.Client, .. now.Security?.UserClients ?? []] : [];

    /// <summary>Recreates what the settings change. When a check fails, nothing changes.</summary>
    /// <exception cref="ArgumentException">An S3 setting is out of its range.</exception>
    /// <exception cref="IOException">A file cannot be read, or a private one is not private.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should.</exception>
    public void Change(ServeSettings settings)
    {
        Served before = _now;
        S3StreamClient client = settings.HasSameS3(before.Settings) ? before.Client : before.Client.WithOptions(_complete(settings.S3));
        if (client != before.Client)
        {
            _all.Add(client);
        }

        bool isSameSecurity = before.Security is not null && client == before.Client && settings.Gsi == before.Settings.Gsi;
        GsiService? security = !settings.OffersSecurity ? null
            : isSameSecurity ? before.Security
            : before.Security?.With(settings.Gsi, client) ?? new GsiService(settings.Gsi, client, _loggers, _time);
        if (!isSameSecurity)
        {
            Keep(security);
        }

        security?.Check(gssapi: settings.UseGsi);

        _now = new Served(settings, client, security);
    }

    public async ValueTask DisposeAsync()
    {
        // the first of them owns what the later ones share
        foreach (IAsyncDisposable made in Enumerable.Reverse(_all))
        {
            await made.DisposeAsync();
        }
    }

    private void Keep(GsiService? security)
    {
        if (security is not null)
        {
            _all.Add(security);
        }
    }

    private sealed record Served(ServeSettings Settings, S3StreamClient Client, GsiService? Security);
}
