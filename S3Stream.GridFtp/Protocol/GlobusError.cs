namespace S3Stream.GridFtp.Protocol;

/// <summary>
/// The error replies GCT clients know: <c>c=</c> classifies, <c>GridFTP-Errno</c> and the C library's English text follow. gfal2 and lftp
/// decide by searching that text, so its words ("exists", "No such file", "Permission denied") are part of the protocol.
/// <code>
/// 550-GlobusError: v=1 c=PATH_NOT_FOUND
/// 550-GridFTP-Errno: 2
/// 550-GridFTP-Reason: ...
/// 550-GridFTP-Error-String: No such file or directory
/// 550 End.
/// </code>
/// </summary>
internal static class GlobusError
{
    public static Reply NotFound(string reason) => Of(550, "PATH_NOT_FOUND", 2, reason, "No such file or directory");

    public static Reply PermissionDenied(string reason) => Of(550, "PERMISSION_DENIED", 13, reason, "Permission denied");

    public static Reply Exists(string reason) => Of(553, "PATH_EXISTS", 17, reason, "File exists");

    /// <summary>
    /// The answer to MKD: a code that RFC 959 has for it, and one of the two (550, 521) that rclone takes for "go on". Others go by the
    /// text.
    /// </summary>
    public static Reply DirectoryExists(string reason) => Of(550, "PATH_EXISTS", 17, reason, "File exists");

    public static Reply NotADirectory(string reason) => Of(550, "NOT_A_DIRECTORY", 20, reason, "Not a directory");

    public static Reply IsADirectory(string reason) => Of(550, "IS_A_DIRECTORY", 21, reason, "Is a directory");

    public static Reply InvalidName(string reason) => Of(553, "INVALID_PATH_NAME", 22, reason, "Invalid argument");

    public static Reply NameTooLong(string reason) => Of(553, "INVALID_PATH_NAME", 36, reason, "File name too long");

    public static Reply NotEmpty(string reason) => Of(550, "INTERNAL_ERROR", 39, reason, "Directory not empty");

    public static Reply NoSpace(string reason) => Of(452, "NO_SPACE_LEFT", 28, reason, "No space left on device");

    public static Reply NoMemory(string reason) => Of(452, "TOO_BUSY", 12, reason, "Cannot allocate memory");

    public static Reply Busy(string reason) => Of(451, "TOO_BUSY", 11, reason, "Resource temporarily unavailable");

    /// <summary>The store's host cannot be found, which is not the same as an overloaded store.</summary>
    public static Reply Unreachable(string reason) => Of(451, "STORE_UNREACHABLE", 113, reason, "No route to host");

    public static Reply TooLarge(string reason) => Of(552, "FILE_TOO_LARGE", 27, reason, "File too large");

    public static Reply Failed(string reason) => Of(451, "INTERNAL_ERROR", 5, reason, "Input/output error");

    public static Reply Changed(string reason) => Of(451, "INTERNAL_ERROR", 116, reason, "Stale file handle");

    public static Reply BadChecksum(string reason) => Of(550, "INCORRECT_CHECKSUM", 5, reason, "Input/output error");

    /// <summary>Bytes were changed in transit, so the same command may succeed.</summary>
    public static Reply WrongBytes(string reason) => Of(451, "INCORRECT_CHECKSUM", 5, reason, "Input/output error");

    public static Reply AppendNotSupported(string reason) => Of(553, "APPEND_NOT_SUPPORTED", 95, reason, "Operation not supported");

    public static Reply NotSupported(string reason) => Of(550, "NOT_IMPLEMENTED", 95, reason, "Operation not supported");

    private static Reply Of(int code, string classification, int errno, string reason, string text) => Reply.Message(
        code,
        $"GlobusError: v=1 c={classification}",
        $"GridFTP-Errno: {errno}",
        $"GridFTP-Reason: {reason}",
        $"GridFTP-Error-String: {text}");
}
