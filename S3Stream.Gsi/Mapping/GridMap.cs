using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Gsi.Diagnostics;
using S3Stream.Gsi.Mapping;
using S3Stream.Gsi.Names;

namespace S3Stream.Gsi;

/// <summary>
/// Which local accounts a distinguished name may use: a Globus grid-mapfile. Immutable and safe for concurrent use.
/// <code>
/// # comment
/// "/O=Grid/OU=Test/CN=A User" account[,account...]
/// </code>
/// The first line for a name counts. Lines that are not understood, and the account root, are skipped with a warning.
/// </summary>
public sealed class GridMap
{
    private readonly Dictionary<string, (int Line, IReadOnlyList<string> Accounts)> _entries;

    private GridMap(Dictionary<string, (int, IReadOnlyList<string>)> entries) => _entries = entries;

    /// <summary>How many names it maps.</summary>
    public int Count => _entries.Count;

    /// <summary>Reads a grid map. Lines that are not understood are skipped with a warning that names file and line.</summary>
    /// <param name="path">Usually <c>/etc/grid-security/grid-mapfile</c>.</param>
    /// <param name="logger">Where entries go; <see langword="null"/>: nowhere.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static GridMap Load(string path, ILogger? logger = null)
    {
        logger ??= NullLogger.Instance;

        // Latin-1 keeps bytes apart: non-ASCII ones are compared as \xHH
        GridMap map = Parse(File.ReadAllText(path, Encoding.Latin1), (line, problem) => logger.GridMapLineSkipped(path, line, problem));
        logger.GridMapRead(path, map.Count);
        return map;
    }

    /// <summary>Reads the text of a grid map.</summary>
    /// <param name="text">The file, each byte a character (Latin-1).</param>
    /// <param name="warn">Gets the number of each skipped line, and the reason.</param>
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
                    warn(i + 1, "the name has an earlier line, which counts");
                }
            }
            catch (FormatException exception)
            {
                warn(i + 1, exception.Message);
            }
        }

        return new GridMap(entries);
    }

    /// <summary>The accounts that a name may use, the default first; empty when no line names it.</summary>
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
