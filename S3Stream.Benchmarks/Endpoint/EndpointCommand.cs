using System.CommandLine;

namespace S3Stream.Benchmarks.Endpoint;

/// <summary><c>endpoint</c>: the endpoint and the C server, side by side.</summary>
internal static class EndpointCommand
{
    public static Command Create()
    {
        Option<string> server = new("--server")
        {
            Description = "The endpoint's executable. Default: the one built with the benchmarks.",
            DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "s3stream-gridftp"),
        };
        Option<int> size = new("--size") { Description = "MiB to move in one transfer.", DefaultValueFactory = _ => 2048 };
        Option<int> streams = new("--streams") { Description = "Data connections.", DefaultValueFactory = _ => 4 };
        Option<int> rounds = new("--rounds") { Description = "Rounds, besides one to warm up.", DefaultValueFactory = _ => 5 };
        Option<string> folder = new("--folder") { Description = "Where the file to move is made; in memory.", DefaultValueFactory = _ => "/dev/shm" };
        Option<FileInfo?> output = new("--output") { Description = "Markdown file whose section 'endpoint' the results replace. Default: only printed." };
        var command = new Command("endpoint", "Compare the endpoint, on a null S3 server, with the C globus-gridftp-server.")
        {
            server, size, streams, rounds, folder, output,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = new EndpointSettings(
                parsed.GetRequiredValue(server),
                parsed.GetValue(size) * 1024L * 1024,
                parsed.GetValue(streams),
                parsed.GetValue(rounds),
                parsed.GetRequiredValue(folder));
            string result = await new EndpointBenchmark(settings).RunAsync(cancellationToken);
            Console.WriteLine(result);
            if (parsed.GetValue(output) is { } file)
            {
                Report.Write(file, "endpoint", result);
            }

            return 0;
        });
        return command;
    }
}
