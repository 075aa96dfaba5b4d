namespace S3Stream.GridFtp.Session;

/// <summary>
/// The values that commands have set for the next transfer only; the transfer takes them when it starts. Used by one command at a time.
/// </summary>
internal sealed class NextTransfer
{
    /// <summary>
    /// REST: the bytes that the client says are there already. A single REST n is the extent [0, n). Merged, ascending, none empty.
    /// </summary>
    public IReadOnlyList<Extent> Restart { get; set; } = [];

    /// <summary>ALLO: the declared size in bytes.</summary>
    public long? Allocated { get; set; }

    /// <summary>SCKS: the checksum that the object must have.</summary>
    public ChecksumSet? ExpectedChecksums { get; set; }

    /// <summary>SITE STORATTR: the modification time to keep with the object.</summary>
    public DateTimeOffset? ModificationTime { get; set; }

    /// <summary>Takes the values for an upload that starts now: all of them.</summary>
    public NextTransfer TakeForUpload()
    {
        var taken = (NextTransfer)MemberwiseClone();
        Restart = [];
        Allocated = null;
        ExpectedChecksums = null;
        ModificationTime = null;
        return taken;
    }

    /// <summary>Takes the value for a download that starts now: REST. The other values are for a later upload.</summary>
    public IReadOnlyList<Extent> TakeForDownload()
    {
        IReadOnlyList<Extent> taken = Restart;
        Restart = [];
        return taken;
    }
}
