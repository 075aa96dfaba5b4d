using System.Text;
using Microsoft.Extensions.Logging;
using S3Stream.Gsi.Diagnostics;
using S3Stream.Gsi.Mapping;
using S3Stream.Gsi.Names;

namespace S3Stream.Gsi;

/// <summary>
/// Which local accounts a distinguished name may use: a Globus grid-mapfile. Immutable.
/// <code>
/// # comment
/// "/O=Grid/OU=Test/CN=A User" account[,account...]
/// </code>
/// The first line for a name counts. Lines that are not understood, and the account root, are skipped with a warning.
/// </summary>
internal sealed class GridMap
{
    private readonly Dictionary<string, (int Line, IReadOnlyList<string> Accounts)> _entries;

    private GridMap(Dictionary<string, (int, IReadOnlyList<string>)> entries) => _entries = entries;

    public int Count => _entries.Count;

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static GridMap Load(string path, ILogger logger)
    {
        // Latin-1 keeps bytes apart: non-ASCII ones are compared as \xHH
        GridMap map = Parse(File.ReadAllText(path, Encoding.Latin1), (line, problem) => logger.GridMapLineSkipped(path, line, problem));
        logger.GridMapRead(path, map.Count);
        return map;
    }

    /// <param name="text">The file, each byte a character.</param>
    /// <param name="warn">Is told the number of each line that was skipped, and why.</param>
    public static GridMap Parse(string text, Action<int, string> warn)
    {
        var entries = new Dictionary<string, (int, IReadOnlyList<string>)>(StringComparer.Ordinal);
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                if (GridMapLine.Parse(lines[i].TrimEnd('\r')) is { } line && !entries.TryAdd(line.Name, (i + 1, line.Accounts)))
                {
                    warn(i + 1, "the name stands on an earlier line, which counts");
                }
            }
            catch (FormatException error)
            {
                warn(i + 1, error.Message);
            }
        }

        return new GridMap(entries);
    }

    /// <summary>The accounts of that name, the default first; empty when it has none.</summary>
    public IReadOnlyList<string> AccountsOf(DistinguishedName name)
    {
        (int Line, IReadOnlyList<string> Accounts) first = (int.MaxValue, []);
        foreach (string form in DnText.NormalForms(name))
        {
            if (_entries.TryGetValue(form, out (int Line, IReadOnlyList<string> Accounts) entry) && entry.Line < first.Line)
            {
                first = entry;
            }
        }

        return first.Accounts;
    }
}
