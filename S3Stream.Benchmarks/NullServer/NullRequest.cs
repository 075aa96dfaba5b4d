using System.Globalization;
using System.Text;

namespace S3Stream.Benchmarks.NullServer;

/// <summary>The head of one HTTP request.</summary>
internal sealed class NullRequest
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _query = new(StringComparer.Ordinal);

    private NullRequest(string method, string path)
    {
        Method = method;
        Path = path;
    }

    public string Method { get; }

    /// <summary>Decoded, beginning with <c>/</c>: <c>/bucket/key</c>.</summary>
    public string Path { get; }

    public long ContentLength => Number("Content-Length") ?? 0;

    /// <summary>The bytes that are the object's: what is left when the framing of a signed stream is taken off.</summary>
    public long ObjectLength => Number("x-amz-decoded-content-length") ?? ContentLength;

    public bool ExpectsContinue => Header("Expect") is not null;

    public bool IsBucket => Path.IndexOf('/', 1) is -1 || Path.IndexOf('/', 1) == Path.Length - 1;

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    public string? Query(string name) => _query.GetValueOrDefault(name);

    /// <summary>The headers to be told again with the object.</summary>
    public IReadOnlyDictionary<string, string> ObjectHeaders() =>
        _headers.Where(header => header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase)).ToDictionary();

    /// <summary>The checksum headers, which a store that verified them repeats.</summary>
    public IEnumerable<KeyValuePair<string, string>> Checksums() =>
        _headers.Where(header => header.Key.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase));

    /// <summary>Parses a head without its last empty line.</summary>
    public static NullRequest Parse(ReadOnlySpan<byte> head)
    {
        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n");
        string[] first = lines[0].Split(' ');
        string[] target = first[1].Split('?', 2);
        var request = new NullRequest(first[0], Uri.UnescapeDataString(target[0]));
        foreach (string pair in target.Length > 1 ? target[1].Split('&') : [])
        {
            string[] parts = pair.Split('=', 2);
            request._query[parts[0]] = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        }

        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                request._headers[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        return request;
    }

    private long? Number(string header) =>
        Header(header) is { } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
