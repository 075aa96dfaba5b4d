namespace S3Stream.GridFtp.Data;

/// <summary>The descriptor bits of an extended block (GFD.020 3.2). A block with bits that are not listed is refused.</summary>
[Flags]
internal enum BlockDescriptors
{
    None = 0,

    /// <summary>The sender closes the connection after this block.</summary>
    Close = 0x04,

    /// <summary>The last block of this connection in this transfer.</summary>
    EndOfData = 0x08,

    /// <summary>Restart marker block (RFC 959): its payload is no part of the file. Never sent by known clients, and refused.</summary>
    Restart = 0x10,

    /// <summary>The sender suspects errors in the payload. Never sent by known clients, and refused.</summary>
    Errors = 0x20,

    /// <summary>No payload; the offset field is the number of ends of data the whole transfer has.</summary>
    EndOfFile = 0x40,

    /// <summary>End of record; meaningless for STRU F.</summary>
    EndOfRecord = 0x80,
}
