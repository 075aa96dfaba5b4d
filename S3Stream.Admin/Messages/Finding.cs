namespace S3Stream.Admin;

/// <summary>What was found before the start: an error, with which the server does not serve, or a warning.</summary>
/// <param name="IsError">The server does not start.</param>
/// <param name="What">What is wrong, with the setting by its name; one line.</param>
/// <param name="Remedy">What to do; one line.</param>
internal sealed record Finding(bool IsError, string What, string Remedy)
{
    public static Finding Error(string what, string remedy) => new(IsError: true, what, remedy);

    public static Finding Warning(string what, string remedy) => new(IsError: false, what, remedy);
}
