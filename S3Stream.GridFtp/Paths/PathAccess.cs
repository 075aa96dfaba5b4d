namespace S3Stream.GridFtp.Paths;

/// <summary>The kinds of access of a command to a path.</summary>
[Flags]
internal enum PathAccess
{
    None = 0,

    /// <summary>Looks at it: listings, times, sizes, CWD.</summary>
    List = 1,

    /// <summary>Reads its bytes.</summary>
    Read = 2,

    /// <summary>Makes, changes, renames or removes it.</summary>
    Write = 4,
}
