using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;

namespace S3Stream.GridFtp.Diagnostics;

/// <summary>
/// Appends lines to a file without ever making the caller wait or fail. A full disk or a file that cannot be written loses lines, which are
/// counted and reported once, and does no other harm. Several processes may append to one file, and it may be truncated while it is open
/// (logrotate's copytruncate): every write goes to the end that the file has then. Safe for concurrent use. Disposing writes what is
/// queued.
/// </summary>
internal sealed partial class LineFile : IAsyncDisposable
{
    private const int MaxQueued = 16 * 1024;

    // fcntl(2), <fcntl.h> of Linux on x86-64 and arm64
    private const int SetStatusFlags = 4; // F_SETFL
    private const int Append = 0x400; // O_APPEND

    private readonly Channel<string?> _lines = Channel.CreateBounded<string?>(MaxQueued);
    private readonly UnixFileMode _mode;
    private readonly Task _writing;
    private FileStream? _file;
    private Action<string> _tell;
    private long _lost;
    private bool _isBroken;

    /// <summary>Opens the file, so that a wrong name is reported at the start.</summary>
    /// <param name="path">The file, which is created if it does not exist.</param>
    /// <param name="mode">Its mode if it is created.</param>
    /// <param name="tell">Gets later problems, and their end.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public LineFile(string path, UnixFileMode mode, Action<string> tell)
    {
        Path = path;
        _mode = mode;
        _tell = tell;
        _file = Open();
        _writing = WriteAllAsync();
    }

    public string Path { get; }

    /// <summary>Lines that could not be written, or came faster than the disk takes them.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Sends problems to another receiver from now on.</summary>
    public void TellTo(Action<string> tell) => Volatile.Write(ref _tell, tell);

    /// <summary>Queues a line, given without its end.</summary>
    public void Write(string line)
    {
        if (!_lines.Writer.TryWrite(line))
        {
            Lose(1, "lines come faster than the disk takes them");
        }
    }

    /// <summary>Opens the file of that name anew: the old one was moved away to rotate it.</summary>
    public void Reopen() => _lines.Writer.TryWrite(null);

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
        _file?.Dispose();
    }

    private async Task WriteAllAsync()
    {
        var batch = new StringBuilder();
        while (await _lines.Reader.WaitToReadAsync())
        {
            int count = 0;
            bool reopens = false;
            while (!reopens && batch.Length < 64 * 1024 && _lines.Reader.TryRead(out string? line))
            {
                reopens = line is null;
                count += reopens ? 0 : 1;
                _ = reopens ? batch : batch.Append(line).Append('\n');
            }

            WriteBatch(batch, count, reopens);
            batch.Clear();
        }
    }

    private void WriteBatch(StringBuilder batch, int count, bool reopens)
    {
        try
        {
            _file ??= Open();
            // pwrite(2): with O_APPEND the bytes go to the file's end, whatever the offset
            RandomAccess.Write(_file.SafeFileHandle, Encoding.UTF8.GetBytes(batch.ToString()), fileOffset: 0);
            if (reopens)
            {
                _file.Dispose();
                _file = null;
                _file = Open();
            }

            if (_isBroken)
            {
                _isBroken = false;
                Volatile.Read(ref _tell)($"{Path} can be written again; {Lost} lines have been lost since the start");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            _file = null;
            Lose(count, exception.Message);
        }
    }

    private void Lose(int count, string problem)
    {
        Interlocked.Add(ref _lost, count);
        GridFtpMetrics.LogLinesLost(count);
        if (!Interlocked.Exchange(ref _isBroken, true))
        {
            Volatile.Read(ref _tell)($"{Path} cannot be written, and lines are lost until it can: {problem}");
        }
    }

    // FileMode.Append is not O_APPEND: it finds the end once and then writes at offsets of its own, over what another process has
    // appended since, and beyond the end of a file that was truncated
    private FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = _mode;
        }

        var file = new FileStream(Path, options);
        if (Control(file.SafeFileHandle, SetStatusFlags, Append) < 0)
        {
            string reason = Marshal.GetLastPInvokeErrorMessage();
            file.Dispose();
            throw new IOException($"{Path} cannot be opened for appending: {reason}");
        }

        return file;
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeHandle file, int command, int flags);
}
