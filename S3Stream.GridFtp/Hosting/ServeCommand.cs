using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3Stream.GridFtp.Hosting;

/// <summary><c>s3stream-gridftp serve</c>: settings in, a running server, an exit code.</summary>
internal static class ServeCommand
{
    public const string SettingsVariable = Setting.EnvironmentPrefix + "SETTINGS";

    private const string Description =
        """
        Serve S3 buckets over GridFTP and FTP.

        Every option may also be set as an environment variable (--part-size is S3STREAM_PART_SIZE) or in a settings file with
        'name = value' lines (part-size = 32MiB). The command line wins over the environment, that over the file.

        First trial:  s3stream-gridftp serve --embedded-store ./store --anonymous read-write
        """;

    public static Command Create()
    {
        var command = new Command("serve", Description);
        var file = new Option<string?>("--settings") { Description = "Settings file: name = value lines, # comments.", HelpName = "FILE" };
        command.Add(file);
        var options = new List<(Setting Setting, Option<string[]> Option)>();
        foreach (Setting setting in SettingTable.All)
        {
            var option = new Option<string[]>("--" + setting.Name) { Description = setting.Help, HelpName = setting.ValueName, Arity = ArgumentArity.ZeroOrMore };
            option.Validators.Add(result => Check(setting, result));
            options.Add((setting, option));
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(Values(parsed, options), parsed.GetValue(file), cancellationToken));
        return command;
    }

    /// <summary>One value for each time the option is given, and once only where that makes no list.</summary>
    private static void Check(Setting setting, OptionResult result)
    {
        bool isBareSwitch = setting.IsSwitch && result.Tokens.Count == 0 && result.IdentifierTokenCount == 1;
        if (result.Tokens.Count != result.IdentifierTokenCount && !isBareSwitch)
        {
            result.AddError($"--{setting.Name} needs a value: {setting.ValueName}");
        }
        else if (!setting.IsRepeatable && result.Tokens.Count > 1)
        {
            result.AddError($"--{setting.Name} is given twice");
        }
    }

    private static List<SourcedValue> Values(ParseResult parsed, List<(Setting Setting, Option<string[]> Option)> options) =>
    [
        .. from entry in options
           from text in Texts(entry.Setting, parsed.GetResult(entry.Option), parsed.GetValue(entry.Option) ?? [])
           select new SourcedValue(entry.Setting, text, "command line"),
    ];

    private static string[] Texts(Setting setting, OptionResult? result, string[] values) =>
        setting.IsSwitch && values.Length == 0 && result is { Implicit: false } ? ["on"] : values;

    private static async Task<int> RunAsync(IReadOnlyList<SourcedValue> commandLine, string? file, CancellationToken cancellationToken)
    {
        try
        {
            ServeSettings settings = SettingsReader.Read(
                commandLine, Environment.GetEnvironmentVariable, file ?? Environment.GetEnvironmentVariable(SettingsVariable));
            await ServerHost.RunAsync(settings, cancellationToken);
            return 0;
        }
        catch (Exception problem) when (problem is SettingException or InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"s3stream-gridftp: {problem.Message}");
            return 2;
        }
    }
}
