namespace S3Stream.GridFtp.Data;

/// <summary>How a connection stands after it has delivered its blocks.</summary>
internal enum ReceiverEnd
{
    /// <summary>The sender announced the end of its data (EOD); the connection can serve the next transfer.</summary>
    EndOfData = 0,

    /// <summary>The sender closes it.</summary>
    Closed,

    /// <summary>It closed without a byte and without a handshake: a stray connection, not one of the sender's.</summary>
    Stray,

    /// <summary>The transfer ended without a block on it; it can serve the next transfer.</summary>
    Unused,
}
