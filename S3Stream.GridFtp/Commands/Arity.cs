namespace S3Stream.GridFtp.Commands;

/// <summary>Whether a verb takes an argument. The session checks it before the command runs: otherwise 501.</summary>
internal enum Arity
{
    None = 0,
    Optional,
    Required,
}
