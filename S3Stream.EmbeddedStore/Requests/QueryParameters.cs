namespace S3Stream.Embedded;

/// <summary>The decoded query of a request, in the order it came. Names are case-sensitive, as in S3.</summary>
internal sealed class QueryParameters
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];

    public IReadOnlyList<KeyValuePair<string, string>> Pairs => _pairs;

    /// <summary>The value of the first parameter of that name, or null.</summary>
    public string? this[string name] => _pairs.Find(pair => pair.Key == name) is { Key: not null } found ? found.Value : null;

    public bool Has(string name) => this[name] is not null;

    public static QueryParameters Parse(ReadOnlySpan<char> query)
    {
        var parameters = new QueryParameters();
        foreach (Range range in query.Split('&'))
        {
            ReadOnlySpan<char> pair = query[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            int equals = pair.IndexOf('=');
            ReadOnlySpan<char> name = equals < 0 ? pair : pair[..equals];
            ReadOnlySpan<char> value = equals < 0 ? [] : pair[(equals + 1)..];
            if (!UriEscaping.TryDecode(name, plusIsBlank: true, out string decodedName)
                || !UriEscaping.TryDecode(value, plusIsBlank: true, out string decodedValue))
            {
                throw StoreError.InvalidUri.Fault("The query is not percent-encoded UTF-8.");
            }

            parameters._pairs.Add(new(decodedName, decodedValue));
        }

        return parameters;
    }

    /// <summary>
    /// The whole number in <paramref name="name"/>, or <paramref name="absent"/> where the query does not name it. Anything else, an empty
    /// value too, is InvalidArgument.
    /// </summary>
    public int Number(string name, int absent, int minimum, int maximum)
    {
        return this[name] is { } text ? WholeNumber.Parse(name, text, minimum, maximum) : absent;
    }
}
