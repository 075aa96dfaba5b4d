namespace S3Stream.GridFtp.Hosting;

/// <summary>How log entries are written.</summary>
internal enum LogFormat
{
    Text = 0,
    Json,
}
