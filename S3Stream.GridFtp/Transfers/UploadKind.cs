namespace S3Stream.GridFtp.Transfers;

/// <summary>How the bytes of an upload relate to an object that exists.</summary>
internal enum UploadKind
{
    /// <summary>STOR: they replace it, unless REST says that some are there.</summary>
    Replace = 0,

    /// <summary>APPE: they go behind it.</summary>
    Append,

    /// <summary>ESTO A: they go into it at an offset.</summary>
    Adjust,
}
