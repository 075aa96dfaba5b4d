namespace S3Stream.GridFtp.Protocol;

/// <summary>The version clients see.</summary>
internal static class ServerVersion
{
    public static string Text { get; } = typeof(ServerVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
