using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// A process this test run started and ends by its id. Both output streams are collected line by line. Safe for concurrent use.
/// </summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    /// <summary>What tells the tests where things are. An endpoint would warn of variables that look like settings and are none.</summary>
    private static readonly string[] OwnVariables = ["S3STREAM_SERVER", "S3STREAM_TEST_TMP", "S3STREAM_TEST_LIMIT", "S3STREAM_RGW"];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly SemaphoreSlim _lineArrived = new(0);

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string CommandText { get; private init; } = "";

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    public static ChildProcess Start(
        string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? directory = null,
        string input = "")
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = directory ?? "",
        };
        foreach (string own in OwnVariables)
        {
            start.Environment.Remove(own);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start }) { CommandText = $"{file} {string.Join(' ', arguments)}" };
        child._process.OutputDataReceived += (_, line) => child.Collect(child._output, line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Collect(child._errors, line.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        child._process.StandardInput.Write(input);
        child._process.StandardInput.Close();
        return child;
    }

    /// <summary>The first line, of either stream, that satisfies the condition and was not looked at by an earlier call.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> condition, TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        while (true)
        {
            while (_lines.TryDequeue(out var line))
            {
                if (condition(line))
                {
                    return line;
                }
            }

            if (HasExited)
            {
                throw new InvalidOperationException($"{CommandText} ended with exit code {_process.ExitCode}:\n{Output}{Errors}");
            }

            try
            {
                await _lineArrived.WaitAsync(TimeSpan.FromMilliseconds(200), deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{CommandText} did not print the expected line within {timeout}:\n{Output}{Errors}");
            }
        }
    }

    /// <summary>
    /// Waits for the process' own end. After <paramref name="timeout"/> it is killed and <see cref="TimeoutException"/> thrown.
    /// </summary>
    public async Task<int> WaitForExitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"{CommandText} did not end within {timeout}:\n{Output}{Errors}");
        }
    }

    /// <summary>Asks the process to end (SIGTERM) and returns its exit code.</summary>
    public Task<int> TerminateAsync(TimeSpan timeout)
    {
        if (!HasExited && Signal(Id, SigTerm) != 0)
        {
            throw new InvalidOperationException($"{CommandText}: signal failed with error {Marshal.GetLastPInvokeError()}");
        }

        return WaitForExitAsync(timeout, CancellationToken.None);
    }

    /// <summary>Ends the process at once (SIGKILL), as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (!HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>A size of <c>/proc/PID/status</c>, such as <c>VmHWM</c> (peak resident memory) or <c>VmRSS</c>, in bytes.</summary>
    public long ReadMemory(string field)
    {
        var line = File.ReadLines($"/proc/{Id}/status").First(text => text.StartsWith(field + ":", StringComparison.Ordinal));
        var kibibytes = line[(field.Length + 1)..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        _lineArrived.Dispose();
    }

    private void Collect(StringBuilder stream, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (stream)
        {
            stream.Append(line).Append('\n');
        }

        _lines.Enqueue(line);
        _lineArrived.Release();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int processId, int signal);
}
