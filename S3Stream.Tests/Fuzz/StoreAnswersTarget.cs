using System.Net;
using System.Text;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using S3Stream.Tests.Core.Storage;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// What a store answers the library: the first byte is the operation, the first line the status, lines of headers follow until an empty
/// one, the rest is the body of every answer. It is believed or fails as a store's failure, and an operation of pages comes to an end.
/// </summary>
internal sealed class StoreAnswersTarget : FuzzTarget
{
    private const int MaxRequests = 2_000;

    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly StoredPart[] Parts = [new(1, 5, "e", ScriptedStore.Sums)];

    private static readonly Func<S3ObjectStore, Task>[] Operations =
    [
        store => store.ListAsync("bucket", "", "/", null, null, 1000, None),
        store => store.ListMultipartsAsync(ScriptedStore.Address, None),
        store => store.ListPartsAsync(ScriptedStore.Address, "id", None),
        store => store.CreateMultipartAsync(ScriptedStore.Address, new ObjectAttributes(null, new Dictionary<string, string>()), None),
        store => store.CompleteMultipartAsync(ScriptedStore.Address, "id", Parts, new(5, ScriptedStore.Sums, false), None),
        store => store.ListBucketsAsync(None),
        store => store.DeleteManyAsync("bucket", ["a", "b"], None),
        store => store.CopyAsync(ScriptedStore.Address, "e", new ObjectAddress("bucket", "other"), None),
        store => store.CopyPartAsync(ScriptedStore.Address, "e", new Extent(0, 5), ScriptedStore.Address, "id", 1, None),
        store => store.HeadAsync(ScriptedStore.Address, None),
        ReadAsync,
        ScriptedStore.UploadAsync,
        store => store.BeginRewriteAsync(ScriptedStore.Address, new Dictionary<string, string>(), None),
        store => store.GetBucketLocationAsync("bucket", None),
    ];

    public override string Name => "store-answers";

    public override IReadOnlyList<string> Words { get; } =
    [
        "200\n", "500\n", "206\n", "404\n", "301\n", "ETag: \"e1\"\n", "Content-Range: bytes 0-4/5\n", "Content-Length: 5\n",
        "Last-Modified: ",
        "x-amz-checksum-crc64nvme: ", "x-amz-meta-a: ", "<", "</", "/>", "&#0;", "&#x1;", "<![CDATA[", "]]>", "<!--",
        "<!DOCTYPE a [<!ENTITY b 'c'>]>", "\ufeff",
        "<IsTruncated>true</IsTruncated>", "<Key>", "<ETag>", "<Size>", "<PartNumber>",
        "<LastModified>2026-01-01T00:00:00.000Z</LastModified>", "<Error><Code>",
        "<EncodingType>url</EncodingType>", "%2F", "%", "+", "<NextContinuationToken>a</NextContinuationToken>",
        " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"",
    ];

    public override async Task RunAsync(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        int requests = 0;
        using var transport = new ScriptedTransport(_ => requests++ < MaxRequests
            ? Answer(input)
            : throw new InvalidDataException($"asked {MaxRequests} times and not content"));
        using S3ObjectStore store = ScriptedStore.Store(ScriptedStore.Http, transport);
        try
        {
            await Operations[input[0] % Operations.Length](store);
        }
        catch (S3StreamException exception) when (requests <= MaxRequests)
        {
            _ = exception.Message; // a store's failure, as it may be
        }
    }

    private static async Task ReadAsync(S3ObjectStore store)
    {
        RangeReply reply = await store.GetRangeAsync(ScriptedStore.Address, new Extent(0, 5), null, None);
        if (reply.Body is { } body)
        {
            await using (body)
            {
                var bytes = new MemoryStream();
                await body.CopyToAsync(bytes);
                if (bytes.Length > 5)
                {
                    throw new InvalidDataException("more bytes than were asked for");
                }
            }
        }
    }

    private static HttpResponseMessage Answer(byte[] input)
    {
        int end = input.AsSpan(1).IndexOf("\n\n"u8) is var found and >= 0 ? found + 1 : input.Length;
        string[] head = Encoding.Latin1.GetString(input, 1, end - 1).Split('\n');
        int status = int.TryParse(head[0], out int number) && number is >= 100 and <= 599 ? number : 200;
        byte[] body = input[Math.Min(end + 2, input.Length)..];
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(body) };
        foreach (string[] sides in head.Skip(1).Select(line => line.Split(": ", 2)).Where(sides => sides.Length == 2))
        {
            // what the runtime's own parser would not hand on is not for us to judge
            if (sides[1].Any(char.IsControl) || sides[0].Length == 0 || !sides[0].All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            {
                continue;
            }

            if (!response.Headers.TryAddWithoutValidation(sides[0], sides[1]))
            {
                response.Content.Headers.Remove(sides[0]);
                response.Content.Headers.TryAddWithoutValidation(sides[0], sides[1]);
            }
        }

        return response;
    }
}
