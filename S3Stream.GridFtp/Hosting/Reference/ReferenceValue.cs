using System.Text.RegularExpressions;

namespace S3Stream.GridFtp.Hosting;

/// <summary>The value of an option or an argument, as its name in help tells it: FILE, N, on|off.</summary>
/// <param name="Name">As help shows it; empty where there is no value.</param>
/// <param name="Kind">What can be offered for it.</param>
/// <param name="Choices">The words of <see cref="ValueKind.Choice"/>.</param>
internal sealed partial record ReferenceValue(string Name, ValueKind Kind, IReadOnlyList<string> Choices)
{
    public static ReferenceValue Nothing { get; } = new("", ValueKind.None, []);

    public static ReferenceValue Of(string name)
    {
        string plain = name.Trim('[', ']');
        if (Words().IsMatch(plain))
        {
            return new(name, ValueKind.Choice, plain.Split('|'));
        }

        ValueKind kind = plain.Split('|')[0] switch
        {
            "FILE" => ValueKind.File,
            "DIR" => ValueKind.Directory,
            _ => ValueKind.Text,
        };
        return new(name, kind, []);
    }

    [GeneratedRegex("^[a-z0-9-]+([|][a-z0-9-]+)+$")]
    private static partial Regex Words();
}
