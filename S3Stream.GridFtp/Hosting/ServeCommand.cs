using System.CommandLine;

namespace S3Stream.GridFtp.Hosting;

/// <summary><c>s3stream-gridftp serve</c>: settings in, a running server, an exit code.</summary>
internal static class ServeCommand
{
    private const string Description =
        """
        Serve S3 buckets over GridFTP and FTP.

        Every option can also be set as an environment variable (--part-size is S3STREAM_PART_SIZE) or in a settings file with
        'name = value' lines (part-size = 32MiB). Where several set it, the first of these counts: command line, environment,
        settings file, files of globus-gridftp-server (--config, --config-dir), --s3-config. 'check-config' prints the source of
        each setting.

        To try it:  s3stream-gridftp serve --embedded-store ./store --anonymous read-write
        """;

    public static Command Create()
    {
        var command = new Command("serve", Description);
        var options = new SettingOptions(command);
        command.SetAction((parsed, cancellationToken) =>
            CommandExit.OfAsync(() => RunAsync(options.Sources(parsed, Environment.GetEnvironmentVariable), cancellationToken)));
        return command;
    }

    /// <summary>What was given and does not count.</summary>
    public static IEnumerable<Finding> Warnings(EffectiveSettings effective) =>
    [
        .. from warning in effective.Warnings
           select Finding.Warning(warning, "docs/migration.md tells what differs from globus-gridftp-server."),
        .. from name in SettingsReader.Unknown(Environment.GetEnvironmentVariables().Keys.Cast<string>())
           select Finding.Warning($"environment variable {name} names no setting", SettingsReader.RemedyOfUnknown(name)),
        .. from line in effective.Variables
           where SettingsReader.Unknown([line.Name]).Any()
           select Finding.Warning($"{line.Where}: ${line.Name} names no setting", SettingsReader.RemedyOfUnknown(line.Name)),
    ];

    private static async Task RunAsync(SettingSources sources, CancellationToken cancellationToken)
    {
        EffectiveSettings effective = SettingsReader.Read(sources);
        foreach (Finding warning in Warnings(effective))
        {
            CommandExit.Tell("warning: " + warning.What, warning.Remedy);
        }

        foreach (GlobusConfigLine variable in effective.Variables)
        {
            Environment.SetEnvironmentVariable(variable.Name, variable.Value);
        }

        // when settings are read again, the variables that the files have set must not count as the environment's
        string[] ofFiles = [.. effective.Variables.Select(variable => variable.Name)];
        SettingSources again = sources with { Environment = name => ofFiles.Contains(name) ? null : sources.Environment(name) };
        await ServerHost.RunAsync(effective, () => SettingsReader.Read(again), cancellationToken);
    }
}
