using System.ComponentModel;
using System.Runtime.InteropServices;

namespace S3Stream.Upload;

/// <summary>
/// fsync(2) of a directory: a file that was renamed into it is there after a power cut only if the directory's entry was written too. .NET
/// opens no directories.
/// </summary>
internal static partial class DirectoryFlush
{
    private const int CloseOnExec = 0x80000; // Linux O_CLOEXEC, and O_RDONLY is 0
    private const int Invalid = 22; // EINVAL
    private const int NotSupported = 95; // EOPNOTSUPP

    /// <summary>
    /// Makes what was made, renamed or deleted in the directory durable. Does nothing but on Linux, and where the file system says that it
    /// cannot (some on a network), as .NET does for files.
    /// </summary>
    /// <exception cref="IOException">It cannot be opened or written.</exception>
    public static void Run(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int descriptor = Open(directory, CloseOnExec);
        if (descriptor < 0)
        {
            throw Failure(directory);
        }

        try
        {
            if (FileSync(descriptor) != 0 && Marshal.GetLastPInvokeError() is not (Invalid or NotSupported))
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
