using System.CommandLine;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// <c>s3stream-gridftp doctor</c>: tries the operations that transfers need on a bucket, and prints what does not work and what to do.
/// </summary>
internal static class DoctorCommand
{
    private const string Description =
        """
        Try every S3 operation that transfers need on a bucket, with the settings of 'serve', and print which of them work, which
        other abilities the service has and what suffers without them, the settings to paste, and a policy that grants missing
        permissions.

        The command sends some 60 requests and 11 MiB, and removes the objects that it makes. No login has to be configured:
        --s3-endpoint and keys are enough. The exit code is 0 when everything that is needed works, 1 when something does not, and 2
        when the settings are wrong.
        """;

    private const string Anonymous = "anonymous";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var bucket = new Option<string>("--bucket") { Description = "The bucket.", HelpName = "NAME", Required = true };
        var prefix = new Option<string?>("--prefix") { Description = "The prefix to try below. Default none.", HelpName = "PREFIX" };
        var user = new Option<string?>("--user")
        {
            Description = "The account of --credential-map whose credentials are tried. Default: the server's own credentials.",
            HelpName = "NAME",
        };
        var command = new Command("doctor", Description) { bucket, prefix, user };
        var options = new SettingOptions(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            bool isGood = false;
            int exit = await CommandExit.OfAsync(async () =>
            {
                SettingSources sources = WithSomebody(options.Sources(parsed, Environment.GetEnvironmentVariable));
                ServeSettings settings = SettingsReader.Read(sources).Settings;
                isGood = await RunAsync(
                    settings, parsed.GetRequiredValue(bucket), parsed.GetValue(prefix) ?? "", parsed.GetValue(user), cancellationToken);
            });
            return exit != 0 ? exit : isGood ? 0 : 1;
        });
        return command;
    }

    /// <summary>Nobody logs in here, so nothing has to say who may.</summary>
    private static SettingSources WithSomebody(SettingSources sources) =>
        sources.CommandLine.Any(value => value.Setting.Name == Anonymous)
            ? sources
            : sources with { CommandLine = [.. sources.CommandLine, new SourcedValue(SettingTable.Get(Anonymous), "read", "doctor")] };

    private static async Task<bool> RunAsync(
        ServeSettings settings, string bucket, string prefix, string? user, CancellationToken cancellationToken)
    {
        if (settings.EmbeddedStore is not null)
        {
            throw new SettingException(
                "doctor looks at an S3 service; with embedded-store there is none to look at", "Leave --embedded-store out.");
        }

        if (!VirtualPath.IsBucketName(bucket))
        {
            throw new SettingException(
                $"--bucket {LogText.Clean(bucket)}: that cannot be a bucket",
                "A bucket's name has 3 to 255 letters, digits, dots, dashes or underscores.");
        }

        if (user is not null && settings.Gsi.CredentialMap is null)
        {
            throw new SettingException(
                $"--user {user}: there is no credential-map, so everybody uses the server's credentials",
                "Leave --user out, or name the file by --credential-map.");
        }

        // one retry only: a person waits for the answer, also when there is none
        S3StreamOptions store = settings.S3 with { MaxAttempts = 2, RequestTimeout = Patience };
        using ILoggerFactory silent = LoggerFactory.Create(static _ => { });
        await using var client = new S3StreamClient(store);
        await using var security = new GsiService(settings.Gsi, client, silent, TimeProvider.System);
        VirtualPath root = VirtualPath.Root.Combine("/" + bucket);
        VirtualPath where = prefix.Length == 0 ? root : root.Child(prefix); // a key as it is, not a client's path
        S3StreamClient probed = user is null
            ? client
            : security.ClientOf(user, where) ?? throw new SettingException(
                $"credential-map {settings.Gsi.CredentialMap} has no credentials for {user}",
                $"Add a line {user};ACCESS-KEY;SECRET-KEY to it, or name another user by --user.");
        ProbeReport report = await probed.ProbeAsync(bucket, prefix, cancellationToken);
        string service = store.Endpoint?.ToString() ?? "AWS S3, region " + store.Region;
        foreach (string line in DoctorReport.Lines(report, store, service, bucket, prefix))
        {
            await Console.Out.WriteLineAsync(line);
        }

        return report.IsGood;
    }
}
