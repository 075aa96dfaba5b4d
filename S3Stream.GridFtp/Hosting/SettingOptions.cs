using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3Stream.GridFtp.Hosting;

/// <summary>The options of the commands that take settings: one for every setting, and the files that hold settings.</summary>
internal sealed class SettingOptions
{
    private readonly List<(Setting Setting, Option<string[]> Option)> _settings = [];
    private readonly Option<string?> _settingsFile = FileOption("--settings", "FILE", "A settings file: lines 'name = value', comments "
        + "after #.");
    private readonly Option<string?> _globusFile = FileOption("--config", "FILE",
        "The gridftp.conf of globus-gridftp-server (docs/migration.md).");
    private readonly Option<string?> _globusDirectory = FileOption("--config-dir", "DIR",
        "The gridftp.d of globus-gridftp-server; all its files are read in alphabetical order.");
    private readonly Option<string?> _connectorFile = FileOption("--s3-config", "FILE",
        "The globus-gridftp-server-s3.conf of the Globus S3 connector.");

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public SettingOptions(Command command)
    {
        command.Add(_settingsFile);
        command.Add(_globusFile);
        command.Add(_globusDirectory);
        command.Add(_connectorFile);
        foreach (Setting setting in SettingTable.All)
        {
            var option = new Option<string[]>("--" + setting.Name)
            {
                Description = setting.Help,
                HelpName = setting.ValueName,
                Arity = ArgumentArity.ZeroOrMore,
            };
            option.Validators.Add(result => Check(setting, result));
            _settings.Add((setting, option));
            command.Add(option);
        }
    }

    /// <summary>The environment variables that name those files.</summary>
    public static IReadOnlyList<string> FileVariables { get; } = [Variable("--settings"), Variable("--config"), Variable("--config-dir"),
        Variable("--s3-config")];

    /// <summary>All sources of settings; what the command line does not say about files, the environment may.</summary>
    public SettingSources Sources(ParseResult parsed, Func<string, string?> environment) => new()
    {
        CommandLine = Values(parsed),
        Environment = environment,
        SettingsFile = FileName(parsed, _settingsFile, environment),
        GlobusFile = FileName(parsed, _globusFile, environment),
        GlobusDirectory = FileName(parsed, _globusDirectory, environment),
        ConnectorFile = FileName(parsed, _connectorFile, environment),
    };

    private static Option<string?> FileOption(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    private static string Variable(string option) => Setting.EnvironmentPrefix + option[2..].Replace('-', '_').ToUpperInvariant();

    private static string? FileName(ParseResult parsed, Option<string?> option, Func<string, string?> environment) =>
        parsed.GetValue(option) ?? (environment(Variable(option.Name)) is { Length: > 0 } file ? file : null);

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

    private static string[] Texts(Setting setting, OptionResult? result, string[] values) =>
        setting.IsSwitch && values.Length == 0 && result is { Implicit: false } ? ["on"] : values;

    private List<SourcedValue> Values(ParseResult parsed) =>
    [
        .. from entry in _settings
           from text in Texts(entry.Setting, parsed.GetResult(entry.Option), parsed.GetValue(entry.Option) ?? [])
           select new SourcedValue(entry.Setting, text, "command line"),
    ];
}
