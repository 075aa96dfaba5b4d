using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.GridFtp.Control;
using S3Stream.GridFtp.Hosting;
using S3Stream.GridFtp.Session;

namespace S3Stream.Benchmarks.Tuning;

/// <summary>An endpoint of ours inside this process, on loopback, with one account whose password only this run knows.</summary>
internal sealed class LoopbackEndpoint : IAsyncDisposable
{
    private const string User = "tune";
    private readonly S3StreamClient _client;
    private readonly GridFtpServer _server;

    public LoopbackEndpoint(ServeSettings settings, DirectoryInfo folder)
    {
        string password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        string accounts = Path.Combine(folder.FullName, "accounts");
        File.WriteAllText(accounts, $"{User}:{PasswordHash.Of(password)}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(accounts, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _client = new S3StreamClient(settings.S3);
        GridFtpOptions options = settings.GridFtp with { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], PasswordFile = accounts };
        _server = new GridFtpServer(options, _client, null, offersGsi: false, NullLoggerFactory.Instance, TimeProvider.System);
        _server.Bind();
        _server.Start();
        Root = new Uri($"ftp://{User}:{password}@{_server.Addresses[0]}");
    }

    /// <summary>With name and password.</summary>
    public Uri Root { get; }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(TimeSpan.Zero);
        await _server.DisposeAsync();
        await _client.DisposeAsync();
    }
}
