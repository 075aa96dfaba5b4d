using System.CommandLine;
using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Login;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// <c>s3stream-gridftp check-config</c>: prints the settings that <c>serve</c> would use and where each came from, or the error it would
/// report. It opens no port and sends no request to S3.
/// </summary>
internal static class CheckConfigCommand
{
    private const string Description =
        """
        Check the settings and the files they name as 'serve' would, and print the settings in force and where each came from.

        The output is itself a settings file. The exit code is 0, or 2 when 'serve' would not start.
        """;

    public static Command Create()
    {
        var command = new Command("check-config", Description);
        var options = new SettingOptions(command);
        command.SetAction((parsed, _) => CommandExit.OfAsync(() => RunAsync(options.Sources(parsed, Environment.GetEnvironmentVariable))));
        return command;
    }

    private static async Task RunAsync(SettingSources sources)
    {
        EffectiveSettings effective = SettingsReader.Read(sources);
        foreach (string warning in effective.Warnings)
        {
            await CommandExit.TellAsync("warning: " + warning);
        }

        await CheckFilesAsync(effective.Settings);
        foreach (string line in SettingsReport.Lines(effective))
        {
            await Console.Out.WriteLineAsync(line);
        }
    }

    private static async Task CheckFilesAsync(ServeSettings settings)
    {
        ServiceAccount? account = settings.ProcessUser is { } user ? ServiceAccount.Find(user, settings.ProcessGroup) : null;
        bool drops = account is not null && PrivilegeDrop.IsNeeded(account);
        if (settings.GridFtp.PasswordFile is { } passwords)
        {
            _ = PasswordFile.Load(passwords);
        }

        if (settings.UseGsi || settings.HasHostCertificate)
        {
            using ILoggerFactory silent = LoggerFactory.Create(static _ => { });
            await using var client = new S3StreamClient(settings.S3);
            await using var security = new GsiService(settings.Gsi, client, silent, TimeProvider.System);
            security.CheckHost();
            if (drops)
            {
                PrivilegeDrop.Enter(account!); // the other files are read by the account that serves
            }

            security.Check(gssapi: settings.UseGsi);
        }
    }
}
