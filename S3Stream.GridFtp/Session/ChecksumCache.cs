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

    /// <summary>What was computed while an object came in.</summary>
    public void Add(StoredObject stored) => Add(
        stored.Address,
        stored.ETag,
        ChecksumAlgorithm.All
            .Select(algorithm => KeyValuePair.Create(algorithm.Name, algorithm.ValueIn(stored.Checksums) ?? ""))
            .Where(entry => entry.Value.Length > 0));

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
