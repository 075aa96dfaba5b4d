namespace S3Stream.GridFtp.Paths;

/// <summary>
/// The facts of an MLSx line (RFC 3659 7) that an object store can state. It knows no numeric owners, so UNIX.uid and UNIX.gid are not
/// among them.
/// </summary>
[Flags]
internal enum MlsxFacts
{
    None = 0,
    Type = 1,
    Modify = 2,
    Size = 4,
    Perm = 8,
    UnixMode = 16,
    UnixOwner = 32,
    UnixGroup = 64,
    Unique = 128,

    /// <summary>
    /// How many lines the listing of a directory has, on the line of the directory itself. A streaming server must count before it lists,
    /// so it is for those who ask for it.
    /// </summary>
    Count = 256,

    Default = Type | Modify | Size | Perm | UnixMode | UnixOwner | UnixGroup | Unique,
}
