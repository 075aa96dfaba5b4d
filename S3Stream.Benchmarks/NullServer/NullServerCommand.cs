using System.CommandLine;
using System.Runtime.InteropServices;

namespace S3Stream.Benchmarks.NullServer;

/// <summary><c>null-server</c>: runs the null S3 server until it is told to end.</summary>
internal static class NullServerCommand
{
    public static Command Create()
    {
        Option<int> port = new("--port") { Description = "The loopback port to listen on; 0: any.", DefaultValueFactory = _ => 9999 };
        Option<int> latency = new("--latency") { Description = "Milliseconds added before each answer." };
        Option<long> bandwidth = new("--bandwidth") { Description = "The most body bytes per second of a connection; 0: no limit." };
        Option<int> failEvery = new("--fail-every") { Description = "Answer every Nth request with 503 SlowDown; 0: none." };
        Option<bool> md5 = new("--md5") { Description = "Answer uploads of the benchmark's own bytes with their MD5 as ETag." };
        Option<bool> tls = new("--tls") { Description = "Speak TLS." };
        Option<FileInfo?> certificate = new("--certificate") { Description = "Write the certificate to trust to this file (with --tls)." };
        var command = new Command("null-server", "Run an S3 server that throws uploads away and serves zeros.")
        {
            port, latency, bandwidth, failEvery, md5, tls, certificate,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new NullServerOptions
            {
                Port = parsed.GetValue(port),
                Latency = TimeSpan.FromMilliseconds(parsed.GetValue(latency)),
                BytesPerSecond = parsed.GetValue(bandwidth),
                FailEvery = parsed.GetValue(failEvery),
                TellsMd5 = parsed.GetValue(md5),
                Tls = parsed.GetValue(tls),
            },
            parsed.GetValue(certificate),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(NullServerOptions options, FileInfo? certificate, CancellationToken cancellationToken)
    {
        await using var server = new NullS3Server(options);
        if (certificate is not null && server.CertificatePem is { } pem)
        {
            await File.WriteAllTextAsync(certificate.FullName, pem, cancellationToken);
        }

        var ended = new TaskCompletionSource();
        using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.TrySetResult();
        });
        using CancellationTokenRegistration cancelled = cancellationToken.Register(() => ended.TrySetResult());
        Console.WriteLine($"null S3 server ready at {server.Endpoint}");
        await ended.Task;
        return 0;
    }
}
