namespace S3Stream.Storage.Signing;

/// <summary>A request about one object, before it is signed. Used once.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Address">The object.</param>
internal sealed record ObjectRequest(HttpMethod Method, ObjectAddress Address)
{
    /// <summary>The query as the signature wants it: names in order, escaped, each with a <c>=</c>.</summary>
    public string Query { get; init; } = "";

    /// <summary>The Accept-Encoding for bytes as they are stored, neither packed nor unpacked on the way.</summary>
    public const string StoredBytes = "identity";

    /// <summary>Accept-Encoding of a GET. Not signed, as proxies change it.</summary>
    public string Encoding { get; init; } = StoredBytes;

    /// <summary>The body.</summary>
    public HttpContent? Content { get; init; }

    /// <summary>Headers, all of them signed; names in lower case.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = new(12);

    /// <summary>Adds a header.</summary>
    /// <exception cref="ArgumentException">The value would end the header: whoever let it come so far has a fault.</exception>
    public void Set(string name, string value)
    {
        HeaderText.ThrowIfControl(value, name);
        Headers.Add(new(name.ToLowerInvariant(), value));
    }
}
