namespace S3Stream.GridFtp.Protocol;

/// <summary>The content of a protected line: a command, or the reply that refuses it.</summary>
/// <param name="Command">The command line, or <see langword="null"/> when it is refused.</param>
/// <param name="Refusal">The reply, or <see langword="null"/>.</param>
/// <param name="EndsSession">The refusal is the last reply of the session: nothing sent later could be trusted.</param>
internal readonly record struct UnprotectedLine(string? Command, Reply? Refusal, bool EndsSession)
{
    public static UnprotectedLine Of(string command) => new(command, null, false);

    /// <summary>A refusal such as 533 (this session takes protected commands only). The session goes on.</summary>
    public static UnprotectedLine Refused(Reply reply) => new(null, reply, false);

    /// <summary>A refusal such as 535 (the line cannot be unwrapped).</summary>
    public static UnprotectedLine Fatal(Reply reply) => new(null, reply, true);
}
