using System.CommandLine;
using System.CommandLine.Help;

namespace S3Stream.GridFtp.Hosting;

/// <summary>An option, as help tells it.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Value">What follows it.</param>
/// <param name="Text">Its sentences.</param>
/// <param name="IsRequired">The command does not run without it.</param>
/// <param name="Setting">The setting it is, with the same name in the environment and in files; or none.</param>
internal sealed record ReferenceOption(string Name, ReferenceValue Value, string Text, bool IsRequired, Setting? Setting)
{
    private const string HelpText = "Show help.";

    /// <summary>Every command has it, though only the program's own list holds it.</summary>
    public static ReferenceOption Help { get; } = new("--help", ReferenceValue.Nothing, HelpText, IsRequired: false, Setting: null);

    public static ReferenceOption Of(Option option)
    {
        Setting? setting = SettingTable.Find(option.Name[2..]);
        bool isFlag = option.ValueType == typeof(bool) || option is HelpOption or VersionOption;
        return new(
            option.Name,
            isFlag ? ReferenceValue.Nothing : ReferenceValue.Of(option.HelpName ?? "VALUE"),
            option is HelpOption ? HelpText : option is VersionOption ? "Show the version." : option.Description ?? "",
            option.Required,
            setting);
    }

    /// <summary>Help's first sentence, without its full stop: what a shell shows beside the name.</summary>
    public string Summary => ReferenceCommand.FirstSentence(Text);
}
