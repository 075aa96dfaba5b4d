namespace S3Stream.GridFtp.Commands;

/// <summary>
/// Finds the directories that have an object's name, in a listing in key order: <c>a</c> may come long before <c>a/</c>, but all that lies
/// between begins with <c>a</c>. So only objects whose key the current one begins with are remembered: no more than a key has characters.
/// Not thread safe.
/// </summary>
internal sealed class NamesakeKeys
{
    private readonly Stack<string> _objects = new();

    /// <summary>The next object or prefix of the listing.</summary>
    public void Advance(string key)
    {
        while (_objects.TryPeek(out string? last) && !key.StartsWith(last, StringComparison.Ordinal))
        {
            _objects.Pop();
        }
    }

    /// <summary>The key that the listing has advanced to is an object's.</summary>
    public void Remember(string key) => _objects.Push(key);

    /// <summary>An object has this key. Told of prefixes of the key that the listing has advanced to.</summary>
    public bool Contains(ReadOnlySpan<char> key)
    {
        foreach (string found in _objects)
        {
            if (found.Length <= key.Length)
            {
                return found.Length == key.Length;
            }
        }

        return false;
    }
}
