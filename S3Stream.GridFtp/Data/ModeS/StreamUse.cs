namespace S3Stream.GridFtp.Data;

/// <summary>What a MODE S transfer does with its connection.</summary>
internal enum StreamUse
{
    /// <summary>We send; the peer says nothing.</summary>
    Send = 0,

    /// <summary>We receive a file that may be empty.</summary>
    Receive,

    /// <summary>We receive bytes that the client has announced (ALLO): a connection without any is not the one.</summary>
    ReceiveBytes,
}
