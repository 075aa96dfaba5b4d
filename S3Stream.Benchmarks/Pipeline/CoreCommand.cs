using System.CommandLine;
using S3Stream.Benchmarks.Endpoint;

namespace S3Stream.Benchmarks.Pipeline;

/// <summary><c>core</c>: the library, the SDK's TransferUtility and bare HTTP, side by side.</summary>
internal static class CoreCommand
{
    private const int PartMebibytes = 16;

    public static Command Create()
    {
        Option<int> size = new("--size") { Description = "MiB to move, a multiple of 16.", DefaultValueFactory = _ => 1024 };
        Option<int> rounds = new("--rounds") { Description = "Rounds, besides one to warm up.", DefaultValueFactory = _ => 5 };
        Option<int> port = new("--port") { Description = "Port of the null S3 server that is started.", DefaultValueFactory = _ => 9998 };
        Option<string> folder = new("--folder") { Description = "Where the file to move is made; in memory.", DefaultValueFactory = _ => "/dev/shm" };
        Option<FileInfo?> output = new("--output") { Description = "Markdown file whose section 'core' the results replace. Default: only printed." };
        var command = new Command("core", "Compare the library with TransferUtility and with bare HTTP requests, on a null S3 server.")
        {
            size, rounds, port, folder, output,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            int listen = parsed.GetValue(port);
            await using MeasuredProcess server = await MeasuredProcess.StartAsync(Environment.ProcessPath!, ["null-server", "--port", $"{listen}"], "ready at");
            long bytes = parsed.GetValue(size) / PartMebibytes * PartMebibytes * 1024L * 1024;
            using var benchmark = new CoreBenchmark(new Uri($"http://127.0.0.1:{listen}"), bytes, parsed.GetValue(rounds), parsed.GetRequiredValue(folder));
            string result = await benchmark.RunAsync(cancellationToken);
            Console.WriteLine(result);
            if (parsed.GetValue(output) is { } file)
            {
                Report.Write(file, "core", result);
            }

            return 0;
        });
        return command;
    }
}
