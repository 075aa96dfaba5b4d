namespace S3Stream.Download;

/// <summary>What has come of a range before its turn. Guarded by its queue's lock.</summary>
internal sealed class AheadRange
{
    /// <summary>Its slabs so far, ascending.</summary>
    public List<SlabLease> Leases { get; } = [];

    /// <summary>All of its slabs are here.</summary>
    public bool IsFinished { get; set; }
}
