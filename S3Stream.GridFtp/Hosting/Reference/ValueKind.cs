namespace S3Stream.GridFtp.Hosting;

/// <summary>What a shell can offer for a value.</summary>
internal enum ValueKind
{
    /// <summary>It stands alone.</summary>
    None,

    /// <summary>Anything: nothing can be offered.</summary>
    Text,

    /// <summary>One of a few words.</summary>
    Choice,
    File,
    Directory,
}
