using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace S3Stream.Benchmarks.Endpoint;

/// <summary>
/// The same client against our endpoint on a null S3 server, and against the C globus-gridftp-server on /dev/null and memory: how near to the C
/// server a GridFTP server can come whose storage is S3. Only the server's processor time is counted, not the null server's.
/// </summary>
internal sealed class EndpointBenchmark(EndpointSettings settings)
{
    private const string Ours = "S3Stream, null S3 server";
    private const string Reference = "C globus-gridftp-server";
    private readonly string _source = Path.Combine(settings.Folder, $"s3stream-benchmark-{Environment.ProcessId}");

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await WriteSourceAsync(cancellationToken);
        string configuration = Directory.CreateTempSubdirectory("s3stream-benchmark-").FullName;
        try
        {
            (int storePort, int ourPort, int referencePort) = (FreePort(), FreePort(), FreePort());
            await using MeasuredProcess store = await StartNullServerAsync(storePort);
            await using MeasuredProcess ours = await StartOursAsync(ourPort, storePort);
            await using MeasuredProcess reference = await StartReferenceAsync(referencePort, configuration);
            List<Sample> puts = [];
            List<Sample> gets = [];
            for (int round = -1; round < settings.Rounds; round++)
            {
                Sample[] put =
                [
                    await CopyAsync(Reference, reference, $"file://{_source}", $"ftp://127.0.0.1:{referencePort}/dev/null", cancellationToken),
                    await CopyAsync(Ours, ours, $"file://{_source}", $"ftp://127.0.0.1:{ourPort}/bucket/put", cancellationToken),
                ];
                Sample[] get =
                [
                    await CopyAsync(Reference, reference, $"ftp://127.0.0.1:{referencePort}{_source}", "file:///dev/null", cancellationToken),
                    await CopyAsync(Ours, ours, $"ftp://127.0.0.1:{ourPort}/bucket/zero/{settings.Bytes}", "file:///dev/null", cancellationToken),
                ];
                // the first round warms everything up
                puts.AddRange(round < 0 ? [] : put);
                gets.AddRange(round < 0 ? [] : get);
            }

            string what = string.Create(CultureInfo.InvariantCulture, $"{settings.Bytes / 1024 / 1024} MiB with globus-url-copy -p {settings.Streams}");
            return Report.Table($"Put: {what}, from memory", puts) + "\n" + Report.Table($"Get: {what}, to /dev/null", gets);
        }
        finally
        {
            File.Delete(_source);
            Directory.Delete(configuration, recursive: true);
        }
    }

    private async Task<Sample> CopyAsync(string subject, MeasuredProcess server, string from, string to, CancellationToken cancellationToken)
    {
        TimeSpan before = server.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        string[] arguments = ["-p", settings.Streams.ToString(CultureInfo.InvariantCulture), from, to];
        using Process client = Process.Start(new ProcessStartInfo("globus-url-copy", arguments) { RedirectStandardError = true })!;
        string errors = await client.StandardError.ReadToEndAsync(cancellationToken);
        await client.WaitForExitAsync(cancellationToken);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return client.ExitCode == 0
            ? new Sample(subject, settings.Bytes, elapsed, server.ProcessorTime - before)
            : throw new InvalidOperationException($"globus-url-copy {string.Join(' ', arguments)} failed: {errors}");
    }

    private static Task<MeasuredProcess> StartNullServerAsync(int port) => MeasuredProcess.StartAsync(
        Environment.ProcessPath!, ["null-server", "--port", port.ToString(CultureInfo.InvariantCulture)], "ready at");

    private Task<MeasuredProcess> StartOursAsync(int port, int storePort) => MeasuredProcess.StartAsync(
        settings.Server,
        [
            "serve", "--listen", $"127.0.0.1:{port}", "--anonymous", "read-write", "--log-level", "warning",
            "--s3-endpoint", $"http://127.0.0.1:{storePort}", "--s3-profile", "ceph",
        ],
        "is ready on",
        new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "benchmark", ["AWS_SECRET_ACCESS_KEY"] = "benchmark-secret" });

    private static async Task<MeasuredProcess> StartReferenceAsync(int port, string configuration)
    {
        string file = Path.Combine(configuration, "empty.conf");
        await File.WriteAllTextAsync(file, "");
        MeasuredProcess server = await MeasuredProcess.StartAsync(
            "globus-gridftp-server",
            [
                "-c", file, "-p", port.ToString(CultureInfo.InvariantCulture), "-control-interface", "127.0.0.1", "-data-interface", "127.0.0.1",
                "-hostname", "localhost", "-aa", "-anonymous-user", Environment.UserName, "-anonymous-group", "root", "-allow-root", "-no-detach",
            ],
            null);
        await WaitUntilListeningAsync(port);
        return server;
    }

    private static async Task WaitUntilListeningAsync(int port)
    {
        const int Tries = 100;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (attempt < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private async Task WriteSourceAsync(CancellationToken cancellationToken)
    {
        byte[] piece = new byte[1024 * 1024];
        Random.Shared.NextBytes(piece);
        await using FileStream file = File.Create(_source);
        for (long left = settings.Bytes; left > 0; left -= piece.Length)
        {
            await file.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)), cancellationToken);
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
