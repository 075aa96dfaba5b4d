using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Gsi;

namespace S3Stream.GridFtp.Login;

/// <summary>
/// What all sessions share of the security layer: the host's credential, whom to trust, who may log in as whom. Safe for concurrent use.
/// </summary>
internal sealed class GsiService : IAsyncDisposable
{
    private readonly GsiOptions _options;
    private readonly HostCredentialFile _host;
    private readonly DelegationKeyPool _keys;
    private readonly bool _ownsKeys;
    private readonly WatchedFile<GridMap> _gridMap;
    private readonly AccountMapper _accounts;
    private readonly UserClients _clients;
    private readonly TimeProvider _time;

    /// <param name="options">Where the files are.</param>
    /// <param name="client">Carries the requests of users without credentials of their own. Not owned.</param>
    /// <param name="loggers">Where log entries go.</param>
    /// <param name="time">The clock.</param>
    public GsiService(GsiOptions options, S3StreamClient client, ILoggerFactory loggers, TimeProvider time)
        : this(options, client, loggers.CreateLogger("S3Stream.GridFtp.Security"), time, null)
    {
    }

    /// <param name="options">Where the files are.</param>
    /// <param name="client">Carries the requests of users without credentials of their own. Not owned.</param>
    /// <param name="logger">Where log entries go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="earlier">Whose files, as far as they are the same, and whose keys are used on.</param>
    private GsiService(GsiOptions options, S3StreamClient client, ILogger logger, TimeProvider time, GsiService? earlier)
    {
        _options = options;
        _time = time;
        Logger = logger;
        _keys = earlier?._keys ?? new DelegationKeyPool();
        _ownsKeys = earlier is null;
        Rules = new ValidationRules { AllowDraftProxies = options.AllowOldProxies, AllowLegacyProxies = options.AllowOldProxies };
        Trust = earlier is not null && earlier._options.TrustDirectory == options.TrustDirectory
            ? earlier.Trust
            : new TrustDirectory(options.TrustDirectory, time, Logger);
        _host = earlier is not null
            && (earlier._options.HostCertificate, earlier._options.HostKey) == (options.HostCertificate, options.HostKey)
                ? earlier._host
                : new HostCredentialFile(options.HostCertificate, options.HostKey);
        _clients = new UserClients(client, options.StsEndpoint);
        _gridMap = earlier is not null && earlier._options.GridMap == options.GridMap
            ? earlier._gridMap
            : new WatchedFile<GridMap>(options.GridMap, path => GridMap.Load(path, Logger));
        CredentialMapFile? credentials = options.CredentialMap is { } file
            ? new CredentialMapFile(file, problem => Diagnostics.Log.CredentialMapProblem(Logger, problem))
            : null;
        _accounts = new AccountMapper(_gridMap, credentials, options.UnknownCredentials, _clients, client);
    }

    public ILogger Logger { get; }

    /// <summary>The clients of users with credentials of their own, made so far.</summary>
    public IReadOnlyList<S3StreamClient> UserClients => _clients.All;

    public ValidationRules Rules { get; }

    public TrustDirectory Trust { get; }

    /// <summary>
    /// A service for other files or another client. Files that are the same were read already, also those that only root could read.
    /// Dispose it
    /// before this one.
    /// </summary>
    public GsiService With(GsiOptions options, S3StreamClient client) => new(options, client, Logger, _time, this);

    /// <summary>Reads the host's certificate and key.</summary>
    /// <exception cref="IOException">A file cannot be read, or the key is not private.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should.</exception>
    public void CheckHost() => Checked(() =>
    {
        ChainVerdict verdict = ChainValidator.ValidateOwn(_host.Current.Chain, _time.GetUtcNow(), Rules);
        if (!verdict.IsAccepted)
        {
            throw new InvalidDataException(verdict.Text);
        }
    });

    /// <summary>Reads every file once, so that a wrong setting is told at the start and not at the first login.</summary>
    /// <exception cref="IOException">A file cannot be read, or a private one is not private.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should.</exception>
    public void Check(bool gssapi)
    {
        CheckHost();
        if (!gssapi)
        {
            return;
        }

        Checked(() =>
        {
            if (Trust.Current.AuthorityCount == 0)
            {
                throw new InvalidDataException("the trust directory holds no CA certificate (files HASH.0), so no user could log in");
            }

            _accounts.Check();
        });
    }

    private static void Checked(Action check)
    {
        try
        {
            check();
        }
        catch (Exception exception) when (exception is CertificateFormatException or FormatException)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    /// <summary>The server's side of one security exchange.</summary>
    /// <exception cref="FtpException">431: the server's own files are not in order; the log says what.</exception>
    public GsiAcceptor CreateAcceptor()
    {
        try
        {
            return new GsiAcceptor(_host.Current, Trust.Current, _keys, Rules, _time);
        }
        catch (Exception exception) when (exception is IOException or CertificateFormatException or UnauthorizedAccessException)
        {
            throw Unusable(exception);
        }
    }

    /// <summary>The host's certificate at the moment, or <see langword="null"/> while its files cannot be used.</summary>
    public GsiCertificate? HostCertificate
    {
        get
        {
            try
            {
                return _host.Current.Leaf;
            }
            catch (Exception exception) when (exception is IOException or CertificateFormatException or UnauthorizedAccessException)
            {
                return null; // the next login tells why
            }
        }
    }

    /// <summary>The host's credential, for AUTH TLS.</summary>
    /// <exception cref="FtpException">431.</exception>
    public GsiCredential HostCredential
    {
        get
        {
            try
            {
                return _host.Current;
            }
            catch (Exception exception) when (exception is IOException or CertificateFormatException or UnauthorizedAccessException)
            {
                throw Unusable(exception);
            }
        }
    }

    /// <summary>What carries the requests of an account for a path; <see langword="null"/> when it has no credentials.</summary>
    /// <exception cref="IOException">The credential map cannot be read, or not only its owner may.</exception>
    public S3StreamClient? ClientOf(string account, VirtualPath path) =>
        _accounts.UserOf(account, security: null, out _)?.ClientFor(path, PathAccess.Write);

    /// <summary>Who a context's peer may log in as.</summary>
    public IProvenIdentity IdentityOf(GsiContext context)
    {
        var dataChannels = new GsiDataChannelSecurity(context.Identity, context.Delegated, Trust, Rules, _time, Logger);
        return new MappedIdentity(context.Identity, _accounts, dataChannels, Logger);
    }

    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        if (_ownsKeys)
        {
            await _keys.DisposeAsync();
        }
    }

    private FtpException Unusable(Exception error)
    {
        Logger.SecurityUnusable(error.Message);
        return new FtpException(Reply.Of(431, "The server's own credential or trust directory cannot be used; its log says why."), error);
    }
}
