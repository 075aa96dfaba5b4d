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

    Default = Type | Modify | Size | Perm | UnixMode | UnixOwner | UnixGroup | Unique,
}
