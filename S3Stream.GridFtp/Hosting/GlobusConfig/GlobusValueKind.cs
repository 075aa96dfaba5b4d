namespace S3Stream.GridFtp.Hosting;

/// <summary>The kinds of values of options in gridftp.conf.</summary>
internal enum GlobusValueKind
{
    /// <summary><c>0</c> or <c>1</c>.</summary>
    Switch = 0,

    /// <summary>A number, with B, K, M or G (powers of 1,024) behind it.</summary>
    Number,

    Text,
}
