using System.CommandLine;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// <c>s3stream-gridftp check-config</c>: what <c>serve</c> would run with and where each setting came from, and everything it would
/// complain about. Nothing is listened on and S3 is not asked.
/// </summary>
internal static class CheckConfigCommand
{
    private const string Description =
        """
        Check the settings and the files they name as 'serve' would. All errors and warnings go to standard error; the settings
        in force and where each came from go to standard output, which is itself a settings file.

        The exit code is 0, or 2 when 'serve' would not start.
        """;

    public static Command Create()
    {
        var command = new Command("check-config", Description);
        var options = new SettingOptions(command);
        command.SetAction(async (parsed, _) =>
        {
            bool isGood = false;
            int exit = await CommandExit.OfAsync(async () =>
                isGood = await RunAsync(options.Sources(parsed, Environment.GetEnvironmentVariable)));
            return exit != 0 ? exit : isGood ? 0 : CommandExit.WrongUse;
        });
        return command;
    }

    /// <summary>True when 'serve' would start.</summary>
    private static async Task<bool> RunAsync(SettingSources sources)
    {
        var findings = new List<Finding>();
        EffectiveSettings effective = SettingsReader.Read(sources, problem => findings.Add(Finding.Error(problem.What, problem.Remedy)));
        findings.AddRange(ServeCommand.Warnings(effective));
        foreach (GlobusConfigLine variable in effective.Variables)
        {
            Environment.SetEnvironmentVariable(variable.Name, variable.Value);
        }

        foreach (string line in SettingsReport.Lines(effective))
        {
            await Console.Out.WriteLineAsync(line);
        }

        await Console.Out.FlushAsync();
        findings.AddRange(Look(effective.Settings));
        foreach (Finding finding in findings)
        {
            CommandExit.Tell((finding.IsError ? "error: " : "warning: ") + finding.What, finding.Remedy);
        }

        return !findings.Exists(finding => finding.IsError);
    }

    private static List<Finding> Look(ServeSettings settings)
    {
        var findings = new List<Finding>();
        try
        {
            SystemAccount? account = settings.ProcessUser is { } user ? ServiceAccount.Find(user, settings.ProcessGroup) : null;
            bool drops = account is not null && PrivilegeDrop.IsNeeded(account);
            findings.AddRange(StartChecks.AsStarted(settings, TimeProvider.System));
            if (drops)
            {
                PrivilegeDrop.Enter(account!); // the other files are read by the account that serves
            }
        }
        catch (OperatorException exception)
        {
            findings.Add(Finding.Error(exception.What, exception.Remedy));
        }

        findings.AddRange(StartChecks.AsServed(settings));
        return findings;
    }
}
