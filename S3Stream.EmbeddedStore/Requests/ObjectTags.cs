using System.Xml.Linq;

namespace S3Stream.Embedded;

/// <summary>The tags of an object, checked by S3's rules: at most ten, each name once, 128 and 256 characters.</summary>
internal static class ObjectTags
{
    private const int MaxTags = 10;
    private const int MaxNameLength = 128;
    private const int MaxValueLength = 256;

    /// <summary>Those of x-amz-tagging, which has the form of a query; none where there is no such header.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> FromHeader(StoreRequest request)
    {
        string header = request.Header("x-amz-tagging") ?? "";
        try
        {
            return Check([.. QueryParameters.Parse(header).Pairs]);
        }
        catch (StoreFaultException exception) when (exception.Error == StoreError.InvalidUri)
        {
            throw StoreError.InvalidArgument.Fault(
                "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters.");
        }
    }

    /// <summary>Those of a Tagging document.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> FromDocument(XElement tagging) => Check([
        .. from set in tagging.Children("TagSet")
           from tag in set.Children("Tag")
           select new KeyValuePair<string, string>(tag.Required("Key"), tag.Required("Value")),
    ]);

    private static List<KeyValuePair<string, string>> Check(List<KeyValuePair<string, string>> tags)
    {
        if (tags.Count > MaxTags)
        {
            throw StoreError.BadRequest.Fault($"Object tags cannot be greater than {MaxTags}; there are {tags.Count}.");
        }

        foreach ((string name, string value) in tags)
        {
            if (name.Length is 0 or > MaxNameLength || value.Length > MaxValueLength)
            {
                throw StoreError.InvalidTag.Fault(
                    $"The tag '{name}' is not valid: a name has 1 to {MaxNameLength} characters, a value at most {MaxValueLength}.");
            }
        }

        return tags.DistinctBy(tag => tag.Key, StringComparer.Ordinal).Count() == tags.Count
            ? tags
            : throw StoreError.InvalidTag.Fault("Cannot provide multiple Tags with the same key.");
    }
}
