using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// The directories that the current key of a recursive listing is in, and their names as they are shown: a directory beside an object of
/// its name has an escaped one, and so do the paths of all that lies below it. Not thread safe.
/// </summary>
internal sealed class OpenDirectories
{
    private readonly NamesakeKeys _objects = new();

    /// <summary>Outermost first; each ends in a slash.</summary>
    private readonly List<(string Key, string Shown)> _open = [];

    /// <summary>What the shown names of the current directory's entries begin with.</summary>
    public string ShownPrefix => _open.Count == 0 ? "" : _open[^1].Shown;

    /// <summary>Goes on to the next key; names are relative to the directory that is listed.</summary>
    /// <returns>The directories that are entered by it, outermost first, without a slash at the end.</returns>
    public IEnumerable<(string Below, string Shown, bool IsDirectoryOnly)> Advance(string name)
    {
        _objects.Advance(name);
        while (_open.Count > 0 && !name.StartsWith(_open[^1].Key, StringComparison.Ordinal))
        {
            _open.RemoveAt(_open.Count - 1);
        }

        int start = _open.Count == 0 ? 0 : _open[^1].Key.Length;
        for (int slash = name.IndexOf('/', start); slash >= 0; slash = name.IndexOf('/', start))
        {
            bool isDirectoryOnly = _objects.Contains(name.AsSpan(0, slash));
            string component = name[start..slash];
            string shown = ShownPrefix + (isDirectoryOnly ? EscapedName.OfDirectory(component) : EscapedName.Of(component));
            start = slash + 1;
            _open.Add((name[..start], shown + "/"));
            yield return (name[..slash], shown, isDirectoryOnly);
        }
    }

    /// <summary>The current name is an object's.</summary>
    public void Remember(string name) => _objects.Remember(name);
}
