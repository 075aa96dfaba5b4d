namespace S3Stream.GridFtp.Paths;

/// <summary>The facts of an MLSx line (RFC 3659 7), in the order they are written.</summary>
[Flags]
internal enum MlsxFacts
{
    None = 0,
    Type = 1,
    Size = 2,
    Modify = 4,
    Perm = 8,
    UnixMode = 16,
    UnixOwner = 32,
    UnixUid = 64,
    UnixGroup = 128,
    UnixGid = 256,
    Unique = 512,

    Default = Type | Size | Modify | Perm | UnixMode | UnixOwner | UnixUid | UnixGroup | UnixGid | Unique,
}
