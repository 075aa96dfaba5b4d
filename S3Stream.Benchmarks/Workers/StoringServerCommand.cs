using System.CommandLine;
using S3Stream.Benchmarks.Processes;

namespace S3Stream.Benchmarks.Workers;

/// <summary><c>storing-server</c>: runs the embedded S3 store until it is ended.</summary>
internal static class StoringServerCommand
{
    public static Command Create()
    {
        Option<string> directory = new("--directory") { Description = "The directory that keeps the objects.", Required = true };
        var command = new Command("storing-server", "Run an S3 server that keeps its objects in a directory.") { directory };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using EmbeddedStore server = await EmbeddedStore.StartAsync(
                new EmbeddedStoreOptions
                {
                    Directory = parsed.GetRequiredValue(directory),
                    FlushToDisk = false,
                }, cancellationToken);
            Console.WriteLine($"{StoringStore.ReadyText} {server.Endpoint} {server.AccessKey} {server.SecretKey}");
            var ended = new TaskCompletionSource();
            await using CancellationTokenRegistration cancelled = cancellationToken.Register(ended.SetResult);
            await ended.Task;
            return 0;
        });
        return command;
    }
}
