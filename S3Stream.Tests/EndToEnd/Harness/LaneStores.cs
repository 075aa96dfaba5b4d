using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// The table of stores that the lane runs on, each started once, when its first case comes, with an endpoint that was told no more than
/// where the store is.
/// </summary>
public sealed class LaneStores : IAsyncLifetime
{
    private const string Compares = "the store compares CRC64NVME";
    private const string Ignores = "takes CRC64NVME without a word";

    private readonly Dictionary<string, Task<LaneEndpoint>> _started = [];

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<LaneStore> All { get; } =
    [
        new("embedded", static () => new EmbeddedServiceFixture()) { Learns = Compares },
        new("rgw-20", static () => new RgwFixture())
        {
            Learns = Compares,
            Lacks = ["compares object sizes", "if-match, UploadPartCopy"],
        },
        new("rgw-18", static () => new OldRgwFixture())
        {
            Learns = Ignores,
            Lacks =
            [
                "compares CRC64NVME", "If-None-Match, Complete", "If-Match, Complete", "compares object sizes", "if-match, UploadPartCopy",
            ],
        },
        new("s3rver", static () => new S3rverFixture())
        {
            Learns = Ignores,
            Resumes = false,
            CopiesOddNames = false, // it leaves %2B, %23, %3F and %3B in the name of the source
            Fails = ["ListMultipartUploads", "AbortMultipartUpload"],
        },
        new("minio", static () => new MinioFixture()) { Learns = Compares },
    ];

    public static TheoryData<string> Names => [.. All.Select(store => store.Name)];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (Task<LaneEndpoint> started in _started.Values)
        {
            await (await started).DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The running endpoint on that store; the case is skipped where the store cannot be had here.</summary>
    internal async Task<LaneEndpoint> GetAsync(string name)
    {
        if (!_started.TryGetValue(name, out Task<LaneEndpoint>? started))
        {
            _started[name] = started = LaneEndpoint.StartAsync(All.Single(store => store.Name == name));
        }

        LaneEndpoint endpoint = await started;
        Assert.SkipWhen(endpoint.Fixture.Unavailable is not null, $"{name}: {endpoint.Fixture.Unavailable}");
        return endpoint;
    }
}
