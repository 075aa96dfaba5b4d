using System.Text;
using Microsoft.AspNetCore.Http;
using S3Stream.Embedded;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// The head of a request: method and target on the first line, then headers. The store believes none but those that were signed with its
/// key, in every part that a signature covers, and reads the rest of the head or refuses it.
/// </summary>
internal sealed class SignaturesTarget : FuzzTarget
{
    private const string Key = "/" + StoreBench.Bucket + "/dir/k%20%C3%BC";
    private const string Presigned = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20260601%2Fus-east-1%2Fs3%2Faws4_request"
        + "&X-Amz-Date=20260601T120000Z&X-Amz-Expires=600&X-Amz-SignedHeaders=host";

    private static readonly (string, string)[] Host = [("host", StoreBench.Host)];
    private static readonly (string, string)[] Signed =
        [("host", StoreBench.Host), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), ("x-amz-date", StoreBench.Timestamp), ("x-amz-meta-a",
            "b c")];

    private readonly SignatureVerifier _verifier = new(StoreBench.Credential, StoreBench.Clock);
    private readonly HashSet<string> _honest;

    public SignaturesTarget() => _honest = [.. MoreSeeds.Select(seed => Meaning(Request(seed)!))];

    public override string Name => "signatures";

    public override IReadOnlyList<string> Words { get; } =
    [
        "X-Amz-Signature=", "X-Amz-Expires=604800", "X-Amz-SignedHeaders=", "X-Amz-Security-Token=a",
        "authorization: AWS4-HMAC-SHA256 Credential=AKID/", "SignedHeaders=host",
        ";x-amz-date", "Signature=", "x-amz-date: 20260601T120000Z\n", "date: Mon, 01 Jun 2026 12:00:00 GMT\n", "x-amz-meta-a: b\n",
        "x-amz-copy-source: ", "x-amz-tagging: ",
        "range: bytes=", "if-modified-since: ", "%2F", "%00", "%C3", "..", "//", "+", "&", "?", "uploads", "versionId=null", "=", "\n",
        "content-md5: ", "x-amz-checksum-sha256: ",
        "x-amz-trailer: x-amz-checksum-crc32\n", "x-amz-sdk-checksum-algorithm: CRC32\n",
    ];

    public override IReadOnlyList<byte[]> MoreSeeds { get; } =
    [
        Text("GET", Key, Signed),
        Text("GET", Key + "?partNumber=1&uploadId=abc", Signed),
        Encoding.UTF8.GetBytes(
            $"GET {Key}?{Presigned}&X-Amz-Signature={StoreBench.Sign("GET", $"{Key}?{Presigned}", Host)}\nhost: {StoreBench.Host}\n"),
    ];

    public override Task RunAsync(byte[] input)
    {
        if (Request(input) is not { } request)
        {
            return Task.CompletedTask;
        }

        bool believed = true;
        try
        {
            _verifier.Verify(request);
        }
        catch (StoreFaultException)
        {
            believed = false;
        }

        if (believed && !_honest.Contains(Meaning(request)))
        {
            throw new InvalidDataException($"a forged signature is believed: {Meaning(request)}");
        }

        Refusing<StoreFaultException>(() => UnsupportedFeatures.Refuse(request));
        Refusing<StoreFaultException>(() => CopySource.Read(request));
        Refusing<StoreFaultException>(() => ObjectTags.FromHeader(request));
        Refusing<StoreFaultException>(() => DeclaredDigests.Read(request));
        Refusing<StoreFaultException>(() => ObjectHeaders.FromRequest(request));
        Refusing<StoreFaultException>(() => Conditions.OfRequest(request));
        Refusing<StoreFaultException>(() => ByteRange.FromHeader(request.Header("range"), 1000));
        Refusing<StoreFaultException>(() => ByteRange.FromCopySource(request.Header("range") ?? "", 1000));
        Refusing<StoreFaultException>(() => PayloadForm.Parse(request.Header("x-amz-content-sha256") ?? ""));
        return Task.CompletedTask;
    }

    private static StoreRequest? Request(byte[] input)
    {
        string[] lines = Encoding.UTF8.GetString(input).Split('\n');
        string[] first = lines[0].Split(' ', 2);
        if (first.Length < 2 || first[1].Any(c => c <= ' '))
        {
            return null; // Kestrel would not
        }

        var headers = from line in lines.Skip(1)
                      let sides = line.Split(": ", 2)
                      where sides.Length == 2 && !sides[1].Any(char.IsControl) && sides[0].Length > 0
                          && sides[0].All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
                      select (sides[0], sides[1]);
        DefaultHttpContext context = StoreBench.Context(first[0], first[1], headers, []);
        try
        {
            return StoreRequest.Parse(context);
        }
        catch (StoreFaultException)
        {
            return null;
        }
    }

    /// <summary>What a request asks for, as far as a signature covers it.</summary>
    private static string Meaning(StoreRequest request)
    {
        IEnumerable<string> query = request.Query.Pairs.Where(pair => pair.Key != "X-Amz-Signature")
            .Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal);
        IEnumerable<string> headers = request.Headers.Keys.Select(name => name.ToLowerInvariant())
            .Where(name => name == "host" || name.StartsWith("x-amz-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => $"{name}={string.Join(' ', request.Header(name)!.Split(' ', StringSplitOptions.RemoveEmptyEntries))}");
        return $"{request.Method} {request.Path} {string.Join('&', query)} {string.Join(';', headers)}";
    }

    private static byte[] Text(string method, string target, (string Name, string Value)[] headers) => Encoding.UTF8.GetBytes(
        $"{method} {target}\n" + string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\n"))
        + $"authorization: AWS4-HMAC-SHA256 Credential=AKID/{StoreBench.Scope}, "
        + $"SignedHeaders={string.Join(';', headers.Select(header => header.Name))}, "
        + $"Signature={StoreBench.Sign(method, target, headers)}\n");
}
