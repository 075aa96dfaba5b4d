namespace S3Stream.Embedded;

/// <summary>One page: objects and common prefixes, each in order, together at most MaxKeys.</summary>
internal sealed record ListingPage(IReadOnlyList<ObjectRecord> Objects, IReadOnlyList<string> CommonPrefixes, bool IsTruncated, string Last)
{
    public static ListingPage Read(ObjectIndex index, ListingQuery query)
    {
        var objects = new List<ObjectRecord>();
        var prefixes = new List<string>();
        string last = query.After ?? "";
        int position = Start(index, query);
        while (position < index.Count && index[position].Key.StartsWith(query.Prefix, StringComparison.Ordinal))
        {
            ObjectRecord record = index[position];
            string? common = CommonPrefix(record.Key, query);
            bool listedBefore = common is not null && common == query.After;
            if (!listedBefore && objects.Count + prefixes.Count == query.MaxKeys)
            {
                return new ListingPage(objects, prefixes, IsTruncated: query.MaxKeys > 0, last);
            }

            if (common is null)
            {
                objects.Add(record);
                last = record.Key;
                position++;
                continue;
            }

            if (!listedBefore)
            {
                prefixes.Add(common);
                last = common;
            }

            position = index.FirstWithout(common, position);
        }

        return new ListingPage(objects, prefixes, IsTruncated: false, last);
    }

    private static int Start(ObjectIndex index, ListingQuery query)
    {
        int first = index.FirstAtOrAfter(query.Prefix);
        return query.After is null ? first : Math.Max(first, index.FirstAfter(query.After));
    }

    private static string? CommonPrefix(string key, ListingQuery query)
    {
        if (query.Delimiter.Length == 0)
        {
            return null;
        }

        int found = key.IndexOf(query.Delimiter, query.Prefix.Length, StringComparison.Ordinal);
        return found < 0 ? null : key[..(found + query.Delimiter.Length)];
    }
}
