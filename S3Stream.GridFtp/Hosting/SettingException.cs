namespace S3Stream.GridFtp.Hosting;

/// <summary>A setting is wrong. The message names the setting, where it was set, and what is allowed.</summary>
internal sealed class SettingException(string message) : Exception(message);
