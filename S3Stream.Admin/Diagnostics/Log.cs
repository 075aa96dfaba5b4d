namespace S3Stream.Admin;

/// <summary>Log entries about the store: ids 5050 to 5059, frozen once released.</summary>
internal static partial class Log
{
    [LoggerMessage(5050, LogLevel.Error, "The S3 service cannot be used: {Problem} {Remedy}")]
    public static partial void StoreDown(this ILogger logger, string problem, string remedy);

    [LoggerMessage(5051, LogLevel.Information, "The S3 service answers again")]
    public static partial void StoreUp(this ILogger logger);
}
