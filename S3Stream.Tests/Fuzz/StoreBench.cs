using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using S3Stream.Embedded;
using S3Stream.Tests.EndToEnd;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Fuzzing;

/// <summary>The embedded store without its network: requests go in as Kestrel would hand them over. One bucket is there.</summary>
internal sealed class StoreBench : IDisposable
{
    public const string Bucket = "a-bucket";
    public const string Timestamp = "20260601T120000Z";
    public const string Scope = "20260601/us-east-1/s3/aws4_request";
    public const string Host = "store.test:9000";

    public static readonly StoreCredential Credential = new("AKID", "the-secret");
    public static readonly FakeTimeProvider Clock = new(TestCertificates.Now);

    private readonly TemporaryDirectory _folder = new();
    private readonly StoreApplication _application;

    public StoreBench()
    {
        StoreLayout layout = StoreLayout.Open(_folder.Path("store"), flush: null);
        var blobs = new BlobStore(layout);
        Buckets = new BucketCatalog(layout, Clock);
        Buckets.Create(Bucket, "");
        var operations = new OperationTable(new StoreResources(Buckets, blobs, Clock, "us-east-1"));
        _application = new StoreApplication(new SignatureVerifier(Credential, Clock), operations, Logger);
    }

    public BucketCatalog Buckets { get; }

    public FailureLogger Logger { get; } = new();

    /// <summary>A request with a right signature in its header, whatever its body.</summary>
    public static DefaultHttpContext Signed(string method, string target, byte[] body, params (string Name, string Value)[] headers)
    {
        (string Name, string Value)[] all =
            [("host", Host), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), ("x-amz-date", Timestamp), .. headers];
        DefaultHttpContext context = Context(method, target, all, body);
        string names = string.Join(';', all.Select(header => header.Name));
        context.Request.Headers.Authorization =
            $"AWS4-HMAC-SHA256 Credential={Credential.AccessKey}/{Scope}, SignedHeaders={names}, Signature={Sign(method, target, all)}";
        return context;
    }

    public static DefaultHttpContext Context(string method, string target, IEnumerable<(string Name, string Value)> headers, byte[] body)
    {
        var context = new DefaultHttpContext();
        IHttpRequestFeature request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        request.RawTarget = target;
        request.Method = method;
        foreach ((string name, string value) in headers)
        {
            request.Headers.Append(name, value);
        }

        request.Headers.ContentLength = body.Length;
        request.Body = new MemoryStream(body);
        context.Response.Body = new MemoryStream();
        return context;
    }

    /// <summary>Runs a request and returns its status; throws what the store answered with 500.</summary>
    public async Task<int> RunAsync(DefaultHttpContext context)
    {
        await _application.ProcessRequestAsync(context);
        return context.Response.StatusCode == 500
            ? throw new InvalidDataException($"{context.Request.Method} failed inside", Logger.Last)
            : context.Response.StatusCode;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>By the specification, not by the store's code; <paramref name="target"/> is escaped and its query sorted.</summary>
    public static string Sign(string method, string target, (string Name, string Value)[] headers)
    {
        string[] parts = target.Split('?', 2);
        string query = parts.Length == 1 ? "" : parts[1];
        string canonical = $"{method}\n{parts[0]}\n{query}\n" + string.Concat(headers.Select(header => $"{header.Name}:{header.Value}\n"))
            + $"\n{string.Join(';', headers.Select(header => header.Name))}\nUNSIGNED-PAYLOAD";
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        string text = $"AWS4-HMAC-SHA256\n{Timestamp}\n{Scope}\n{hash}";
        byte[] key = Credential.SigningKey(Timestamp[..8], "us-east-1");
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Keeps the last failure that the store logged.</summary>
    internal sealed class FailureLogger : ILogger
    {
        public Exception? Last { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Last = exception ?? Last;
    }
}
