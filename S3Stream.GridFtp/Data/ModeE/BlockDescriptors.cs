namespace S3Stream.GridFtp.Data;

/// <summary>The descriptor bits of an extended block (GFD.020 3.2). Bits not listed are ignored.</summary>
[Flags]
internal enum BlockDescriptors
{
    None = 0,

    /// <summary>The sender closes the connection after this block.</summary>
    Close = 0x04,

    /// <summary>The last block of this connection in this transfer.</summary>
    EndOfData = 0x08,

    /// <summary>Restart marker block (RFC 959); never sent by known clients.</summary>
    Restart = 0x10,

    /// <summary>Suspected errors; never sent by known clients.</summary>
    Errors = 0x20,

    /// <summary>No payload; the offset field is the number of ends of data the whole transfer has.</summary>
    EndOfFile = 0x40,

    /// <summary>End of record; meaningless for STRU F.</summary>
    EndOfRecord = 0x80,
}
