namespace S3Stream.GridFtp.Data;

/// <summary>What a MODE S transfer does with its connection.</summary>
internal enum StreamUse
{
    /// <summary>We send; the peer sends nothing.</summary>
    Send = 0,

    /// <summary>We receive a file that may be empty.</summary>
    Receive,

    /// <summary>We receive bytes that the client has announced (ALLO): a connection without any is not the one.</summary>
    ReceiveBytes,

    /// <summary>
    /// We receive what the client has announced by ALLO 0: an empty file, or one of a size it does not know. A connection of its own
    /// without bytes may be the one even if it was closed before 150.
    /// </summary>
    ReceiveNothing,
}
