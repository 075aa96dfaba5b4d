using System.Globalization;
using System.Text;

namespace S3Stream.Benchmarks.NullServer;

/// <summary>
/// ListObjectsV2 of a directory that holds as many keys as its name says: <c>list/N/</c> in every bucket, made up page by page. Everything
/// else is empty. Pure.
/// </summary>
internal static class NullListing
{
    private const string Folder = "list/";
    private const int MaxPage = 1000;

    public static NullAnswer Answer(NullRequest request)
    {
        string prefix = request.Query("prefix") ?? "";
        long count = CountOf(prefix);
        long first = long.Parse(request.Query("continuation-token") ?? "0", NumberStyles.None, CultureInfo.InvariantCulture);
        int limit = int.Parse(request.Query("max-keys") ?? "1000", NumberStyles.None, CultureInfo.InvariantCulture);
        int size = (int)Math.Min(count - first, Math.Min(limit, MaxPage));
        bool more = first + size < count;
        var xml = new StringBuilder("<ListBucketResult>");
        xml.Append(CultureInfo.InvariantCulture, $"<KeyCount>{size}</KeyCount><MaxKeys>{limit}</MaxKeys>")
            .Append(CultureInfo.InvariantCulture, $"<IsTruncated>{(more ? "true" : "false")}</IsTruncated>");
        if (more)
        {
            xml.Append(CultureInfo.InvariantCulture, $"<NextContinuationToken>{first + size}</NextContinuationToken>");
        }

        for (long number = first; number < first + size; number++)
        {
            xml.Append(
                CultureInfo.InvariantCulture,
                $"<Contents><Key>{prefix}{number:D12}.dat</Key><LastModified>2024-01-01T00:00:00.000Z</LastModified>"
                    + $"<ETag>{NullS3.ETag}</ETag><Size>{number}</Size></Contents>");
        }

        return NullAnswer.Xml(xml.Append("</ListBucketResult>").ToString());
    }

    private static long CountOf(string prefix) =>
        prefix.StartsWith(Folder, StringComparison.Ordinal)
        && prefix.EndsWith('/')
        && long.TryParse(prefix.AsSpan(Folder.Length).TrimEnd('/'), NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? count
            : 0;
}
