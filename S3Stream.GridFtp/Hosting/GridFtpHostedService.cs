using System.Runtime.InteropServices;
using Amazon.Runtime;
using Amazon.RuntimeDependencies;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.EmbeddedStore;
using S3Stream.GridFtp.Security;

namespace S3Stream.GridFtp.Hosting;

/// <summary>Makes the server out of the settings and starts and stops it with the host.</summary>
internal sealed class GridFtpHostedService(
    ServeSettings settings, LogFiles files, SettingsReload reload, ILoggerFactory loggers, TimeProvider time) : IHostedService, IAsyncDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger("S3Stream.GridFtp.Hosting");
    private EmbeddedStoreServer? _store;
    private S3StreamClient? _client;
    private GsiService? _security;
    private GridFtpServer? _server;
    private UploadJanitor? _janitor;
    private MetricsEndpoint? _metrics;
    private PosixSignalRegistration? _hangUp;

    private PidFile? _pidFile;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ServiceAccount? account = settings.ProcessUser is { } user ? ServiceAccount.Find(user, settings.ProcessGroup) : null;
        bool drops = account is not null && PrivilegeDrop.IsNeeded(account);
        S3StreamOptions options = settings.S3 with { LoggerFactory = loggers, TimeProvider = time };
        if (settings.EmbeddedStore is { } directory)
        {
            _store = await EmbeddedStoreServer.StartAsync(
                new EmbeddedStoreOptions { Directory = directory, Listen = settings.EmbeddedStoreListen }, loggers, cancellationToken);
            options = options with
            {
                Endpoint = _store.Endpoint,
                Profile = StoreProfile.Minio with { Name = "embedded" },
                Credentials = new BasicAWSCredentials(_store.AccessKey, _store.SecretKey),
            };
        }

        RegisterWebIdentity(options);
        _client = new S3StreamClient(options);
        _security = settings.UseGsi || settings.HasHostCertificate ? new GsiService(settings.Gsi, _client, loggers, time) : null;
        _security?.CheckHost();
        IReadOnlyList<CommandRow> security = _security is null ? [] : SecurityRows.All(_security, settings.UseGsi);
        _server = new GridFtpServer(settings.GridFtp, _client, security, loggers, time) { TransferLog = files.Transfers };
        _server.Bind();
        _pidFile = settings.PidFile is { } file ? new PidFile(file, _logger) : null;
        if (drops)
        {
            // what only root may do is done: the ports are bound, host key and passwords are read; nobody is served yet
            files.GiveTo(account!);
            PrivilegeDrop.Enter(account!);
            _logger.PrivilegesDropped(account!.Name, account.Uid, account.Gid);
        }

        // as the user that serves: what it cannot read is told now and not at the first login
        _security?.Check(gssapi: settings.UseGsi);
        _server.Start();
        if (options.UploadJournalDirectory is not null)
        {
            _janitor = new UploadJanitor(() => [_client, .. _security?.UserClients ?? []], time, _logger);
        }

        _metrics = settings.MetricsListen is { } metrics ? await MetricsEndpoint.StartAsync(metrics, cancellationToken) : null;
        GridFtpServer server = _server;
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true; // or the process would end
            reload.Run(server);
        });
        foreach (string line in Banner.Lines(settings, _server.Addresses, options))
        {
            await Console.Out.WriteLineAsync(line);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _server?.StopAsync(settings.DrainTimeout) ?? Task.CompletedTask;

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

        // in the order of use: sessions before the client they use, the client before its store
        await (_janitor?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_metrics?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_security?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_client?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);
        _pidFile?.Dispose();
    }
}
