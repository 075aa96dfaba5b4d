namespace S3Stream.GridFtp.Hosting;

/// <summary>The exit code of commands that read settings: 0, or 2 after one line on standard error that names the error.</summary>
internal static class CommandExit
{
    public static async Task<int> OfAsync(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (Exception exception) when (
            exception is SettingException or InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            await TellAsync(exception.Message);
            return 2;
        }
    }

    public static Task TellAsync(string line) => Console.Error.WriteLineAsync($"s3stream-gridftp: {line}");
}
