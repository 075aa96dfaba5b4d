using System.Globalization;
using System.Text;

namespace S3Stream.Benchmarks.NullServer;

/// <summary>One HTTP answer: a head, a short text body, or a long body of zeros.</summary>
internal sealed class NullAnswer
{
    private const string Date = "Mon, 01 Jan 2024 00:00:00 GMT";
    private readonly StringBuilder _headers = new();

    private NullAnswer(string status) => Status = status;

    public string Status { get; }

    public string Text { get; private init; } = "";

    /// <summary>Zeros after the head.</summary>
    public long Zeros { get; private init; }

    /// <summary>The length named in the head, where it is not that of the body (HEAD).</summary>
    private long? DeclaredLength { get; init; }

    public static NullAnswer Empty(string status = "200 OK") => new(status);

    public static NullAnswer Xml(string text, string status = "200 OK") =>
        new NullAnswer(status) { Text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text }.With("Content-Type", "application/xml");

    public static NullAnswer Error(string status, string code) =>
        Xml($"<Error><Code>{code}</Code><Message>{code}</Message></Error>", status);

    /// <summary>An object or a range of it; without the body for HEAD.</summary>
    public static NullAnswer Object(NullObject found, long first, long length, bool withBody, bool isRange)
    {
        bool whole = first == 0 && length == found.Length && !isRange;
        var answer = new NullAnswer(whole ? "200 OK" : "206 Partial Content") { Zeros = withBody ? length : 0, DeclaredLength = length };
        if (!whole)
        {
            answer.With("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {first}-{first + length - 1}/{found.Length}"));
        }

        foreach ((string name, string value) in found.Headers)
        {
            answer.With(name, value);
        }

        return answer.WithETag(found.ETag)
            .With("Last-Modified", Date)
            .With("Accept-Ranges", "bytes")
            .With("Content-Type", "application/octet-stream");
    }

    public NullAnswer With(string name, string value)
    {
        _headers.Append(name).Append(": ").Append(value).Append("\r\n");
        return this;
    }

    public NullAnswer WithETag(string etag) => With("ETag", etag);

    public byte[] Head()
    {
        byte[] text = Encoding.UTF8.GetBytes(Text);
        long length = DeclaredLength ?? text.Length;
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {Status}\r\nServer: null\r\nx-amz-request-id: 0\r\nDate: {DateTimeOffset.UtcNow:R}\r\n"
                + $"Content-Length: {length}\r\n{_headers}\r\n");
        return [.. Encoding.Latin1.GetBytes(head), .. text];
    }
}
