using System.Text;
using Microsoft.AspNetCore.Http;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// Documents that clients send to the embedded store, and the headers beside them: the first byte is the operation, lines of headers follow
/// until an empty one, the rest is the body. The signature is right. Every answer is one of S3's, and none is 500.
/// </summary>
internal sealed class StoreRequestsTarget : FuzzTarget
{
    private const string Target = "/" + StoreBench.Bucket;

    private readonly StoreBench _bench = new();
    private string? _upload;

    public override string Name => "store-requests";

    public override IReadOnlyList<string> Words { get; } =
    [
        "<CompleteMultipartUpload>", "<Part><PartNumber>1</PartNumber><ETag>", "<Delete><Object><Key>", "</Key></Object></Delete>",
        "<Quiet>true</Quiet>",
        "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>", "<CreateBucketConfiguration><LocationConstraint>",
        "&#0;", "&#xd800;", "&lt;",
        "<![CDATA[", "<!DOCTYPE a>", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "\ufeff", " xmlns=\"a\"",
        "x-amz-checksum-crc32: AAAAAA==\n", "range: bytes=0-1\n",
        "if-match: \"e\"\n", "x-amz-copy-source: /a-bucket/k\n", "x-amz-tagging: a=b&c=%\n", "x-amz-meta-a: b\n",
        "content-md5: 1B2M2Y8AsgTpgAmY7PhCfg==\n",
        "x-amz-mp-object-size: 5\n", "x-amz-copy-source-range: bytes=0-0\n", "x-amz-checksum-type: FULL_OBJECT\n",
        "x-amz-object-attributes: ETag,ObjectParts\n",
        "if-none-match: *\n", "content-encoding: aws-chunked\n",
    ];

    public override async Task RunAsync(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        int end = input.AsSpan(1).IndexOf("\n\n"u8) is var found and >= 0 ? found + 1 : input.Length;
        (string, string)[] headers =
        [
            .. from line in Encoding.UTF8.GetString(input, 1, end - 1).Split('\n')
               let sides = line.Split(": ", 2)
               where sides.Length == 2 && IsHeader(sides[0], sides[1])
               group sides[1].Trim() by sides[0].ToLowerInvariant() into header
               select (header.Key, string.Join(',', header)),
        ];
        byte[] body = input[Math.Min(end + 2, input.Length)..];
        (string method, string target) = await OperationAsync((char)input[0]);
        await _bench.RunAsync(StoreBench.Signed(method, target, body, headers));
        if (method == "POST" && target.Contains("uploadId", StringComparison.Ordinal))
        {
            _upload = null; // it may be completed
        }
    }

    public override ValueTask DisposeAsync()
    {
        _bench.Dispose();
        return base.DisposeAsync();
    }

    // only what Kestrel lets through, and nothing that the signature needs as it is
    private static bool IsHeader(string name, string value) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && !value.Any(char.IsControl)
        && name.ToLowerInvariant() is not ("host" or "x-amz-content-sha256" or "x-amz-date" or "authorization" or "content-length"
            or "transfer-encoding")
        && !value.Contains("  ", StringComparison.Ordinal);

    private async Task<(string Method, string Target)> OperationAsync(char kind) => kind switch
    {
        'c' => ("POST", $"{Target}/k?uploadId={_upload ??= await BeginAsync()}"),
        'd' => ("POST", $"{Target}?delete="),
        't' => ("PUT", $"{Target}/k?tagging="),
        'b' => ("PUT", Target),
        'i' => ("POST", $"{Target}/k?uploads="),
        'p' => ("PUT", $"{Target}/k?partNumber=1&uploadId={_upload ??= await BeginAsync()}"),
        'g' => ("GET", $"{Target}/k"),
        'a' => ("GET", $"{Target}/k?attributes="),
        'l' => ("GET", $"{Target}?list-type=2"),
        _ => ("PUT", $"{Target}/k"),
    };

    private async Task<string> BeginAsync()
    {
        DefaultHttpContext begun = StoreBench.Signed("POST", $"{Target}/k?uploads=", []);
        await _bench.RunAsync(begun);
        string text = Encoding.UTF8.GetString(((MemoryStream)begun.Response.Body).ToArray());
        string id = text.Split("<UploadId>")[1].Split('<')[0];
        await _bench.RunAsync(StoreBench.Signed("PUT", $"{Target}/k?partNumber=1&uploadId={id}", "12345"u8.ToArray()));
        return id;
    }
}
