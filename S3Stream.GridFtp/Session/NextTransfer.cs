namespace S3Stream.GridFtp.Session;

/// <summary>
/// What commands have said of the next transfer, and of no other: the transfer takes it when it starts. Used by one command at a time.
/// </summary>
internal sealed class NextTransfer
{
    /// <summary>
    /// REST: what the client says is there already. A single REST n is the extent [0, n). Merged, ascending, none empty.
    /// </summary>
    public IReadOnlyList<Extent> Restart { get; set; } = [];

    /// <summary>ALLO: the declared size in bytes.</summary>
    public long? Allocated { get; set; }

    /// <summary>SCKS: what the object must sum up to.</summary>
    public ChecksumSet? ExpectedChecksums { get; set; }

    /// <summary>SITE STORATTR: the modification time to keep with the object.</summary>
    public DateTimeOffset? ModificationTime { get; set; }

    /// <summary>What counts for an upload that starts now: all of it.</summary>
    public NextTransfer TakeForUpload()
    {
        var taken = (NextTransfer)MemberwiseClone();
        Restart = [];
        Allocated = null;
        ExpectedChecksums = null;
        ModificationTime = null;
        return taken;
    }

    /// <summary>What counts for a download that starts now: REST. The rest speaks of an object that is still to come.</summary>
    public IReadOnlyList<Extent> TakeForDownload()
    {
        IReadOnlyList<Extent> taken = Restart;
        Restart = [];
        return taken;
    }
}
