using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Session;

/// <summary>
/// Whole-object checksums of one version of an object that this server computed, while it was uploaded or for a CKSM. One per server,
/// bounded: the least recently used go. Whoever asks has looked the object up first, so that nobody learns of an object that they may not
/// see. Safe for concurrent use.
/// </summary>
internal sealed class ChecksumCache
{
    private const int Capacity = 4_096;
    private const string ReadName = "read";
    private const string WrongRead = "wrong";

    private readonly Lock _gate = new();
    private readonly LinkedList<(Version Of, Dictionary<string, string> Values)> _byUse = [];
    private readonly Dictionary<Version, LinkedListNode<(Version Of, Dictionary<string, string> Values)>> _nodes = [];

    public string? Find(ObjectAddress address, string etag, ChecksumAlgorithm algorithm)
    {
        lock (_gate)
        {
            return Touch(new Version(address, etag))?.GetValueOrDefault(algorithm.Name);
        }
    }

    public void Add(ObjectAddress address, string etag, IEnumerable<KeyValuePair<string, string>> values)
    {
        var version = new Version(address, etag);
        lock (_gate)
        {
            Dictionary<string, string> known = Touch(version) ?? Insert(version);
            foreach ((string name, string value) in values)
            {
                known[name] = value;
            }
        }
    }

    /// <summary>Adds what was computed during an upload.</summary>
    public void Add(StoredObject stored) => Add(
        stored.Address,
        stored.ETag,
        ChecksumAlgorithm.All
            .Select(algorithm => KeyValuePair.Create(algorithm.Name, algorithm.ValueIn(stored.Checksums) ?? ""))
            .Where(entry => entry.Value.Length > 0));

    /// <summary>A read of that version gave wrong bytes, or a later one of all of it was proven right.</summary>
    public void NoteRead(ObjectAddress address, string etag, bool isRight)
    {
        if (!isRight || IsDoubtful(address, etag))
        {
            Add(address, etag, [KeyValuePair.Create(ReadName, isRight ? "right" : WrongRead)]);
        }
    }

    /// <summary>
    /// The last read of that version gave wrong bytes: a client that has some of them must not be given the rest, as nobody would compare
    /// the whole.
    /// </summary>
    public bool IsDoubtful(ObjectAddress address, string etag)
    {
        lock (_gate)
        {
            return Touch(new Version(address, etag))?.GetValueOrDefault(ReadName) == WrongRead;
        }
    }

    /// <summary>The same bytes have another ETag now.</summary>
    public void Rename(ObjectAddress address, string before, string after)
    {
        lock (_gate)
        {
            if (before != after && Touch(new Version(address, before)) is { } values)
            {
                Add(address, after, values);
            }
        }
    }

    private Dictionary<string, string>? Touch(Version version)
    {
        if (!_nodes.TryGetValue(version, out LinkedListNode<(Version Of, Dictionary<string, string> Values)>? node))
        {
            return null;
        }

        _byUse.Remove(node);
        _byUse.AddLast(node);
        return node.Value.Values;
    }

    private Dictionary<string, string> Insert(Version version)
    {
        if (_nodes.Count == Capacity)
        {
            _nodes.Remove(_byUse.First!.Value.Of);
            _byUse.RemoveFirst();
        }

        var values = new Dictionary<string, string>();
        _nodes[version] = _byUse.AddLast((version, values));
        return values;
    }

    private readonly record struct Version(ObjectAddress Address, string ETag);
}
