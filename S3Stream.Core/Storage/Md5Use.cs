namespace S3Stream.Storage;

/// <summary>What the MD5 of bytes is for that go to a store.</summary>
internal enum Md5Use
{
    /// <summary>Another checksum protects the bytes, or none does.</summary>
    None = 0,

    /// <summary>It goes out before the bytes, as Content-MD5, and the store compares it.</summary>
    BeforeSending,

    /// <summary>
    /// Nothing goes out: the ETag in the answer is known to be the MD5 of what the store has got, and the caller compares it with that of
    /// what was sent, which may be summed meanwhile.
    /// </summary>
    BesideSending,
}
