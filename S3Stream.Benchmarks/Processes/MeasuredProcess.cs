using System.Diagnostics;
using System.Globalization;
using S3Stream.Benchmarks.Network;

namespace S3Stream.Benchmarks.Processes;

/// <summary>A server process whose processor time is read from outside, that of its ended children included.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    // user and system time, own and of waited-for children, in clock ticks: fields 14 to 17 of /proc/PID/stat
    private const int FirstTimeField = 13;
    private const double TicksPerSecond = 100;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly TaskCompletionSource<string> _ready = new();
    private readonly List<string> _said = [];

    private MeasuredProcess(Process process) => _process = process;

    /// <summary>User and system time so far.</summary>
    public TimeSpan ProcessorTime => TimeSpan.FromSeconds(TimesOf(_process.Id).Sum() / TicksPerSecond) + RunningChildrenTime();

    /// <summary>The line with the ready text, once <see cref="StartAsync"/> has returned.</summary>
    public string ReadyLine => _ready.Task.Result;

    public bool HasExited => _process.HasExited;

    /// <summary>All it wrote so far, both streams.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    public int Id => _process.Id;

    /// <summary>Resident bytes now.</summary>
    public long ResidentMemory => ProcessMemory.Resident(_process.Id);

    /// <summary>Most resident bytes since the start or the last <see cref="ResetPeakMemory"/>.</summary>
    public long PeakMemory => ProcessMemory.Peak(_process.Id);

    public void ResetPeakMemory() => ProcessMemory.ResetPeak(_process.Id);

    /// <summary>
    /// Starts a program, in <paramref name="place"/> if one is given; with <paramref name="readyText"/>, waits for a line that contains it.
    /// </summary>
    public static async Task<MeasuredProcess> StartAsync(
        string file,
        IReadOnlyList<string> arguments,
        string? readyText,
        IReadOnlyDictionary<string, string?>? environment = null,
        NetworkNamespace? place = null)
    {
        (string program, IReadOnlyList<string> programArguments) = NetworkNamespace.Inside(place, file, arguments);
        var start = new ProcessStartInfo(program, programArguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var measured = new MeasuredProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        measured._process.OutputDataReceived += (_, line) => measured.Listen(line.Data, readyText);
        measured._process.ErrorDataReceived += (_, line) => measured.Listen(line.Data, readyText);
        measured._process.Exited += (_, _) => measured._ready.TrySetException(
            new InvalidOperationException($"{file} ended: {measured.Said}"));
        measured._process.Start();
        measured._process.BeginOutputReadLine();
        measured._process.BeginErrorReadLine();
        if (readyText is not null)
        {
            await measured._ready.Task.WaitAsync(StartTimeout);
        }

        return measured;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Listen(string? line, string? readyText)
    {
        if (line is null)
        {
            return;
        }

        lock (_said)
        {
            _said.Add(line);
        }

        if (readyText is not null && line.Contains(readyText, StringComparison.Ordinal))
        {
            _ready.TrySetResult(line);
        }
    }

    // the C server serves each session in a process of its own, which may outlive the transfer a little
    private TimeSpan RunningChildrenTime()
    {
        string list = $"/proc/{_process.Id}/task/{_process.Id}/children";
        if (!File.Exists(list))
        {
            return TimeSpan.Zero;
        }

        double ticks = 0;
        foreach (string child in File.ReadAllText(list).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                ticks += TimesOf(int.Parse(child, CultureInfo.InvariantCulture)).Sum();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // it has ended since, and its time is in the parent's now
                continue;
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static IEnumerable<double> TimesOf(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        // the first two fields (id and name) are cut off above
        return fields.Skip(FirstTimeField - 2).Take(4).Select(text => double.Parse(text, CultureInfo.InvariantCulture));
    }
}
