using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Processes;

/// <summary>An S3 server that keeps its objects, in memory: the project's own, in a process of its own.</summary>
internal sealed class StoringStore : IAsyncDisposable
{
    /// <summary>What the process says when it can be connected to, before its address and keys.</summary>
    public const string ReadyText = "storing S3 server ready:";

    private readonly MeasuredProcess _process;

    private StoringStore(MeasuredProcess process, StoreAccess access)
    {
        _process = process;
        Access = access;
    }

    public StoreAccess Access { get; }

    public static async Task<StoringStore> StartAsync(RunContext context)
    {
        MeasuredProcess process = await MeasuredProcess.StartAsync(
            Environment.ProcessPath!, ["storing-server", "--directory", Path.Combine(context.Folder, "store")], ReadyText);
        string said = process.ReadyLine[(process.ReadyLine.IndexOf(ReadyText, StringComparison.Ordinal) + ReadyText.Length)..];
        string[] words = said.Trim().Split(' ');
        return new StoringStore(process, new StoreAccess(new Uri(words[0]), words[1], words[2]));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
