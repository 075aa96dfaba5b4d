using System.ComponentModel;
using System.Runtime.InteropServices;

namespace S3Stream.Embedded;

/// <summary>
/// fsync(2) of a directory: "Calling fsync() does not necessarily ensure that the entry in the directory containing the file has also
/// reached disk. For that an explicit fsync() on a file descriptor for the directory is also needed." .NET opens no directories.
/// </summary>
internal static partial class DirectoryFlush
{
    private const int CloseOnExec = 0x80000; // Linux O_CLOEXEC, and O_RDONLY is 0

    /// <summary>Makes what was made, renamed or deleted in the directory durable. Does nothing where there is no such call.</summary>
    public static void Run(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // Windows journals its directories; elsewhere the flags differ
        }

        int descriptor = Open(directory, CloseOnExec);
        if (descriptor < 0)
        {
            throw Failure(directory);
        }

        try
        {
            if (FileSync(descriptor) != 0)
            {
                throw Failure(directory);
            }
        }
        finally
        {
            _ = Close(descriptor); // nothing was written through it: there is no error to report
        }
    }

    private static IOException Failure(string directory)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{directory} could not be flushed to the disk: {new Win32Exception(error).Message}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
