namespace S3Stream.Admin;

/// <summary>
/// A setting, or a file that a setting names, is wrong (exit code 2). The message has two lines: what is wrong, with the setting and where
/// it was set, and what to do.
/// </summary>
internal sealed class SettingException(string what, string remedy, Exception? inner = null) : OperatorException(what, remedy, inner);
