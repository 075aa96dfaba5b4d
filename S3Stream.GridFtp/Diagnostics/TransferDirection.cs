namespace S3Stream.GridFtp.Diagnostics;

/// <summary>Which way a transfer's bytes go.</summary>
internal enum TransferDirection
{
    /// <summary>STOR and its like: from the client into an object.</summary>
    Upload,

    /// <summary>RETR and ERET: from an object to the client.</summary>
    Download,

    /// <summary>LIST and its like: lines about a directory, to the client.</summary>
    Listing,
}
