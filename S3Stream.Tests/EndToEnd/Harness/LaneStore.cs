namespace S3Stream.Tests.EndToEnd;

/// <summary>A store of the lane's table.</summary>
/// <param name="Name">Its name in <c>docs/stores.md</c>.</param>
/// <param name="Make">Makes it; it is started when the first case wants it.</param>
internal sealed record LaneStore(string Name, Func<StoreFixture> Make)
{
    /// <summary>It lists multipart uploads and their parts, so that interrupted uploads go on.</summary>
    public bool Resumes { get; init; } = true;

    /// <summary>It copies objects whatever is in their names.</summary>
    public bool CopiesOddNames { get; init; } = true;

    /// <summary>Operations that fail, by their names in the doctor's table.</summary>
    public IReadOnlyList<string> Fails { get; init; } = [];

    /// <summary>What it is not able to do, by the names in the doctor's table.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>What the endpoint must have learned of it after an upload of several parts, as the log says it.</summary>
    public required string Learns { get; init; }
}
