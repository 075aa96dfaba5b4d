using System.Text.RegularExpressions;
using S3Stream.Tests.EndToEnd;

namespace S3Stream.Tests.Architecture;

/// <summary>One file of the code, as the architecture's rules see it. Immutable.</summary>
/// <param name="Path">Below the repository's root, with slashes.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Code">Its text without comments.</param>
internal sealed partial record SourceFile(string Path, IReadOnlyList<string> Lines, string Code)
{
    /// <summary>The top folder: a project.</summary>
    public string Project => Path.Split('/')[0];

    /// <summary>The project's folder it lies in, which is its stage; empty for the project's own.</summary>
    public string Stage => Path.Split('/') is { Length: > 2 } parts ? parts[1] : "";

    /// <summary>Its namespace; empty for top-level statements.</summary>
    public string Space => NamespaceLine().Match(Code).Groups[1].Value;

    public override string ToString() => Path;

    /// <summary>The types declared on the outermost level.</summary>
    public IEnumerable<string> Types => Declaration().Matches(Code).Select(match => match.Groups[1].Value);

    /// <summary>All of a project, what the build generated left out.</summary>
    public static IReadOnlyList<SourceFile> Of(string project)
    {
        string root = Repository.Path();
        return
        [
            .. from file in Directory.EnumerateFiles(Repository.Path(project), "*.cs", SearchOption.AllDirectories)
               let path = System.IO.Path.GetRelativePath(root, file).Replace('\\', '/')
               where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
               let lines = File.ReadAllLines(file)
               select new SourceFile(path, lines, string.Join('\n', lines.Select(WithoutComment))),
        ];
    }

    /// <summary>Whether the code says the name, as a word of its own and not as somebody's member.</summary>
    public bool Names(string type) => Regex.IsMatch(Code, $@"(?<![\w.""]){Regex.Escape(type)}\b");

    /// <summary>Whether the namespace is imported, or spelt out.</summary>
    public bool Refers(string space) => Regex.IsMatch(Code, $@"\b{Regex.Escape(space)}\b");

    private static string WithoutComment(string line) => line.TrimStart().StartsWith("//", StringComparison.Ordinal) ? "" : line;

    [GeneratedRegex("^namespace ([\\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(
        @"^(?:public |internal |file )(?:[a-z]+ )*?(?:class|record struct|record class|record|struct|interface|enum|delegate \S+) (\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
