using System.CommandLine;
using S3Stream.GridFtp.Hosting;

namespace S3Stream.Benchmarks.Tuning;

/// <summary><c>tune</c>: finds the settings that suit an administrator's own S3 service.</summary>
internal static class TuneCommand
{
    private static readonly string[] Limits = ["memory-budget", "part-size", "threads"];

    public static Command Create()
    {
        Option<string> bucket = new("--bucket")
        {
            Description = "A bucket of the service, in which objects named s3stream-tune-... are made and removed.",
            Required = true,
        };
        Option<int> time = new("--time") { Description = "The most seconds to measure.", DefaultValueFactory = _ => 300 };
        Option<string> bytes = new("--bytes")
        {
            Description = "The most bytes to move, up and down together.",
            DefaultValueFactory = _ => "64GiB",
        };
        Option<string?> gridFtp = new("--gridftp")
        {
            Description = "Also find the number of streams, with globus-url-copy: the URL of a running endpoint on the same service "
                + "(ftp://user:password@host:2811), or 'start' for one in this process.",
        };
        Option<int> streams = new("--streams") { Description = "The number of streams to start from.", DefaultValueFactory = _ => 4 };
        Option<DirectoryInfo> output = new("--output")
        {
            Description = "The folder for tune.svg.",
            DefaultValueFactory = _ => new DirectoryInfo("."),
        };
        var command = new Command(
            "tune",
            "Find part size, requests, threads and streams for an S3 service of your own. Credentials come from the standard AWS chain.")
        {
            bucket, time, bytes, gridFtp, streams, output,
        };
        var settings = new List<(Setting Setting, Option<string?> Option)>();
        foreach (Setting setting in SettingTable.All.Where(IsOurs))
        {
            Option<string?> option = new("--" + setting.Name) { Description = setting.Help, HelpName = setting.ValueName };
            settings.Add((setting, option));
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(
            () => new TuneSettings(
                Serve(settings.Select(entry => (entry.Setting, parsed.GetValue(entry.Option)))),
                parsed.GetValue(settings.FirstOrDefault(entry => entry.Setting.Name == "threads").Option ?? new("-")) is { } threads
                    ? SettingValues.Number(threads, 1, 1_024)
                    : Environment.ProcessorCount,
                parsed.GetRequiredValue(bucket),
                TimeSpan.FromSeconds(parsed.GetValue(time)),
                SettingValues.Size(parsed.GetRequiredValue(bytes), 1, long.MaxValue),
                parsed.GetValue(gridFtp),
                parsed.GetValue(streams),
                parsed.GetRequiredValue(output)),
            cancellationToken));
        return command;
    }

    /// <summary>How the service is reached, and what is searched or bounds the search: the same names as <c>serve</c> has.</summary>
    private static bool IsOurs(Setting setting) =>
        setting.Name.StartsWith("s3-", StringComparison.Ordinal) || Limits.Contains(setting.Name);

    private static ServeSettings Serve(IEnumerable<(Setting Setting, string? Text)> values)
    {
        var settings = new ServeSettings
        {
            GridFtp = new GridFtp.Session.GridFtpOptions { Anonymous = GridFtp.Session.AnonymousAccess.None, PasswordFile = "-" },
        };
        foreach ((Setting setting, string? text) in values)
        {
            try
            {
                settings = text is null ? settings : setting.Apply(settings, text);
            }
            catch (FormatException exception)
            {
                throw new SettingException(
                    $"--{setting.Name} {text}: {exception.Message}", $"{setting.Name} {setting.ValueName}: {setting.Help}", exception);
            }
        }

        return settings.Validate();
    }

    private static async Task<int> RunAsync(Func<TuneSettings> read, CancellationToken cancellationToken)
    {
        TuneRun? run = null;
        int exitCode;
        try
        {
            TuneSettings settings = read();
            run = new TuneRun(settings, Console.Out, !Console.IsOutputRedirected);
            Report(await run.RunAsync(cancellationToken), settings);
            exitCode = run.Left is null ? 0 : 2;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(
                run?.Left is null ? "tune: stopped; everything it stored has been removed" : "tune: stopped");
            exitCode = 130;
        }
        catch (Exception exception)
            when (exception is S3StreamException or SettingException or FormatException or InvalidOperationException or IOException)
        {
            await Console.Error.WriteLineAsync($"tune: {exception.Message}");
            exitCode = 2;
        }

        if (run?.Left is { } left)
        {
            await Console.Error.WriteLineAsync($"tune: {left}");
        }

        return exitCode;
    }

    private static void Report(TuneResult result, TuneSettings settings)
    {
        Console.WriteLine(TuneReport.Write(result, settings.Serve.S3.MemoryBudget));
        settings.Output.Create();
        string plot = Path.Combine(settings.Output.FullName, "tune.svg");
        TuneReport.Plot(result).Save(plot);
        Console.WriteLine($"Plot: {plot}");
    }
}
