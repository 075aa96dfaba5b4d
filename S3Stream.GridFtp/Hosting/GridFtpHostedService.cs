using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using Amazon.RuntimeDependencies;
using S3Stream.GridFtp.Control;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Login;

namespace S3Stream.GridFtp.Hosting;

/// <summary>Makes the server out of the settings and starts and stops it with the host.</summary>
internal sealed class GridFtpHostedService(
    ServeSettings settings, LogFiles files, SettingsReload reload, ILoggerFactory loggers, TimeProvider time)
    : IHostedService, IAsyncDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger("S3Stream.GridFtp.Hosting");
    private EmbeddedStore? _store;
    private CurrentServices? _served;
    private GridFtpServer? _server;
    private UploadJanitor? _janitor;
    private MetricsEndpoint? _metrics;
    private PosixSignalRegistration? _hangUp;
    private StoreWatch? _storeWatch;
    private CertificateWatch? _certificateWatch;
    private PidFile? _pidFile;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        SystemAccount? account = settings.ProcessUser is { } user ? ServiceAccount.Find(user, settings.ProcessGroup) : null;
        bool drops = account is not null && PrivilegeDrop.IsNeeded(account);
        Tell(StartChecks.AsStarted(settings, time));
        if (!drops)
        {
            Tell(StartChecks.AsServed(settings));
        }

        if (settings.EmbeddedStore is { } directory)
        {
            _store = await StartStoreAsync(directory, cancellationToken);
        }

        S3StreamOptions options = Complete(settings.S3);
        RegisterWebIdentity(options);
        _served = new CurrentServices(settings, Complete, loggers, time);
        _served.Security?.CheckHost();
        _server = new GridFtpServer(
            StartChecks.WithinLimit(settings.GridFtp), _served.Client, _served.Security, _served.OffersGsi, loggers, time)
        {
            TransferLog = files.Transfers,
        };
        Bind(_server);
        _pidFile = WritePidFile();
        if (drops)
        {
            // what needs root is done: the ports are bound, the host key and the passwords are read; no client is served yet
            files.GiveTo(account!);
            PrivilegeDrop.Enter(account!);
            _logger.PrivilegesDropped(account!.Name, account.Uid, account.Gid);
            Tell(StartChecks.AsServed(settings));
        }

        // as the user that serves, so that a file it cannot read is reported now and not at the first login
        _served.Security?.Check(gssapi: settings.UseGsi);
        _server.Start();
        if (options.UploadJournalDirectory is not null)
        {
            _janitor = new UploadJanitor(() => _served.Clients, time, _logger);
        }

        _metrics = settings.MetricsListen is { } metrics ? await StartMetricsAsync(metrics, cancellationToken) : null;
        _certificateWatch = new CertificateWatch(() => _served.Security, settings.Gsi.HostCertificate, time, _logger);
        _storeWatch = new StoreWatch(() => _served.Client, settings.Gsi.CredentialMap is not null, time, _logger);
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true; // or the process would end
            reload.Run(_server, _served);
        });
        foreach (string line in Banner.Lines(settings, _server.Addresses, options))
        {
            await Console.Out.WriteLineAsync(line);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _server?.StopAsync(reload.Current.DrainTimeout) ?? Task.CompletedTask;

    /// <summary>Warnings go to the log; an error ends the start.</summary>
    private void Tell(IEnumerable<Finding> findings)
    {
        foreach (Finding warning in StartChecks.Require(findings))
        {
            _logger.Warned(warning.What, warning.Remedy);
        }
    }

    private static void Bind(GridFtpServer server)
    {
        try
        {
            server.Bind();
        }
        catch (IOException exception)
        {
            throw new StartException($"listen: {exception.Message}", ListenRemedy("listen"), exception);
        }
    }

    private static string ListenRemedy(string setting) =>
        $"'ss -ltnp' shows who has the port; let {setting} name an address of this machine and a free port (ports below 1024 need root).";

    private static async Task<MetricsEndpoint> StartMetricsAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        try
        {
            return await MetricsEndpoint.StartAsync(address, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new StartException(
                $"metrics-listen: cannot listen on {address}: {exception.Message}", ListenRemedy("metrics-listen"), exception);
        }
    }

    private async Task<EmbeddedStore> StartStoreAsync(string directory, CancellationToken cancellationToken)
    {
        try
        {
            return await EmbeddedStore.StartAsync(
                new EmbeddedStoreOptions
                {
                    Directory = directory,
                    Listen = settings.EmbeddedStoreListen,
                    LoggerFactory = loggers,
                    TimeProvider = time,
                },
                cancellationToken);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or InvalidDataException or SocketException)
        {
            throw new StartException(
                $"embedded-store {directory} cannot be served: {exception.Message}",
                "Let embedded-store name a directory that this user may write to, and embedded-store-listen a free port.", exception);
        }
    }

    private PidFile? WritePidFile()
    {
        if (settings.PidFile is not { } file)
        {
            return null;
        }

        try
        {
            return new PidFile(file, _logger);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"pid-file {file} cannot be written: {exception.Message}",
                "Let pid-file name a file in a directory that this user may write to (/run/s3stream), or leave it out.", exception);
        }
    }

    /// <summary>The S3 settings, and what no setting says.</summary>
    private S3StreamOptions Complete(S3StreamOptions options)
    {
        options = options with { LoggerFactory = loggers, TimeProvider = time };
        return _store is null ? options : options with
        {
            Endpoint = _store.Endpoint,
            UploadJournalStore = $"embedded:{_store.Directory}", // its port may be another at each start
            Profile = StoreProfile.Minio with { Name = "embedded" },
            Credentials = new BasicAWSCredentials(_store.AccessKey, _store.SecretKey),
        };
    }

    /// <summary>
    /// The standard AWS chain turns the token of a web identity (a pod's service account) into credentials; the SDK finds the client it
    /// needs for that by name, which a native binary cannot.
    /// </summary>
    private void RegisterWebIdentity(S3StreamOptions options)
    {
        if (Environment.GetEnvironmentVariable("AWS_WEB_IDENTITY_TOKEN_FILE") is not null)
        {
            GlobalRuntimeDependencyRegistry.Instance.RegisterSecurityTokenServiceClient(
                _ => StsClient.Create(options, settings.Gsi.StsEndpoint, new AnonymousAWSCredentials()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _hangUp?.Dispose();

        await (_storeWatch?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_certificateWatch?.DisposeAsync() ?? ValueTask.CompletedTask);

        // in the order of use: sessions before the client they use, the client before its store
        await (_janitor?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_metrics?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_served?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);
        _pidFile?.Dispose();
    }
}
