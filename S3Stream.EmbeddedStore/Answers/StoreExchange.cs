using System.Globalization;
using System.Xml;

namespace S3Stream.Embedded;

/// <summary>A request and the means to answer it. One operation at a time.</summary>
internal sealed class StoreExchange(HttpContext context, StoreRequest request)
{
    public const string XmlNamespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    public StoreRequest Request { get; } = request;

    public HttpResponse Response { get; } = context.Response;

    public void Empty(int status)
    {
        Response.StatusCode = status;
        if (status != StatusCodes.Status204NoContent)
        {
            Response.ContentLength = 0;
        }
    }

    /// <summary>Answers with a document whose root is <paramref name="root"/>; <paramref name="write"/> writes what is in it.</summary>
    public async Task XmlAsync(string root, Action<XmlWriter> write, CancellationToken cancellationToken)
    {
        byte[] document = XmlText.Document(root, XmlNamespace, write);
        Response.StatusCode = StatusCodes.Status200OK;
        Response.ContentType = "application/xml";
        Response.ContentLength = document.Length;
        await Response.BodyWriter.WriteAsync(document, cancellationToken);
    }

    public void SetETag(string etag) => Response.Headers.ETag = $"\"{etag}\"";

    public void SetChecksum(StoredChecksum? checksum)
    {
        if (checksum is not null)
        {
            Response.Headers[checksum.Algorithm.HeaderName] = checksum.Value;
            Response.Headers["x-amz-checksum-type"] = checksum.Type;
        }
    }

    /// <summary>The headers that GetObject and HeadObject share.</summary>
    public void SetObjectHeaders(ObjectRecord record)
    {
        Response.Headers.LastModified = record.Modified.ToString("R", CultureInfo.InvariantCulture);
        Response.Headers.AcceptRanges = "bytes";
        SetETag(record.ETag);
        if (record.Tags.Count > 0)
        {
            Response.Headers["x-amz-tagging-count"] = record.Tags.Count.ToString(CultureInfo.InvariantCulture);
        }

        foreach ((string name, string value) in record.Headers)
        {
            Response.Headers[name] = value;
        }
    }
}
