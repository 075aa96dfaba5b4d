namespace S3Stream;

/// <summary>What an <see cref="ObjectGrant"/> allows.</summary>
public enum ObjectAccess
{
    /// <summary>To read the object and its metadata (x-amz-grant-read).</summary>
    Read = 0,

    /// <summary>To read its access list (x-amz-grant-read-acp).</summary>
    ReadAcp,

    /// <summary>To write its access list (x-amz-grant-write-acp).</summary>
    WriteAcp,

    /// <summary>All of these (x-amz-grant-full-control).</summary>
    FullControl,
}
