namespace S3Stream.Admin;

/// <summary>
/// The settings are right, and the machine does not let them come true (exit code 1). The message has two lines: what is wrong, what to do.
/// </summary>
internal sealed class StartException(string what, string remedy, Exception? inner = null) : OperatorException(what, remedy, inner);
