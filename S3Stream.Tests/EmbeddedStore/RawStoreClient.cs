using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace S3Stream.Tests.Embedded;

/// <summary>Signs and sends requests over a bare socket, for what no client library would send.</summary>
internal sealed class RawStoreClient(Uri endpoint, string accessKey, string secretKey)
{
    public async Task<RawAnswer> SendAsync(RawRequest request)
    {
        using var socket = await OpenAsync(request);
        return await ReadAnswerAsync(socket.GetStream());
    }

    /// <summary>Sends a request and leaves the connection open, without reading an answer.</summary>
    public async Task<TcpClient> OpenAsync(RawRequest request)
    {
        (string head, byte[] body) = Sign(request);
        return await SendRawAsync(head, body.AsMemory(0, request.CutBodyAfter ?? body.Length));
    }

    public async Task<RawAnswer> SendTextAsync(string text)
    {
        using var socket = await SendRawAsync(text, ReadOnlyMemory<byte>.Empty);
        return await ReadAnswerAsync(socket.GetStream());
    }

    private async Task<TcpClient> SendRawAsync(string head, ReadOnlyMemory<byte> body)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(endpoint.Host, endpoint.Port);
        NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head));
        try
        {
            await stream.WriteAsync(body);
        }
        catch (IOException)
        {
            // a server may refuse a request before it has taken the whole body; its answer is still to be read
        }

        return socket;
    }

    private static async Task<RawAnswer> ReadAnswerAsync(NetworkStream stream)
    {
        using var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all);
        }
        catch (IOException) when (all.Length > 0)
        {
            // reset behind the answer: part of the body was never read
        }

        byte[] bytes = all.ToArray();
        int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        string head = Encoding.UTF8.GetString(bytes, 0, Math.Max(end, 0));
        return new RawAnswer(int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), head, bytes[(end + 4)..]);
    }

    private (string Head, byte[] Body) Sign(RawRequest request)
    {
        string timestamp = request.Time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string scope = $"{timestamp[..8]}/eu-west-1/s3/aws4_request";
        var headers = new SortedDictionary<string, string>(request.Headers, StringComparer.Ordinal)
        {
            ["host"] = endpoint.Authority,
            ["x-amz-content-sha256"] = request.PayloadHash,
            ["x-amz-date"] = timestamp,
        };
        string names = string.Join(';', headers.Keys);
        string canonical = $"{request.Method}\n{request.Path}\n{CanonicalQuery(request.Query)}\n"
            + string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n")) + $"\n{names}\n{request.PayloadHash}";
        byte[] key = Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + secretKey), timestamp[..8]), "eu-west-1"), "s3"), "aws4_request");
        string text =
            $"AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        string signature = Convert.ToHexStringLower(Hmac(key, text));

        byte[] body = request.BodyOf?.Invoke(new SignatureSeed(key, timestamp, scope, signature)) ?? request.Body;
        var head = new StringBuilder(
            $"{request.Method} {request.Path}{(request.Query.Length > 0 ? "?" + request.Query : "")} HTTP/1.1\r\n");
        foreach ((string name, string value) in headers.Concat(request.UnsignedHeaders))
        {
            head.Append($"{name}: {value}\r\n");
        }

        head.Append($"authorization: AWS4-HMAC-SHA256 Credential={accessKey}/{scope}, SignedHeaders={names}, Signature={signature}\r\n");
        head.Append(request.UnsignedHeaders.ContainsKey("transfer-encoding") ? "" : $"content-length: {body.Length}\r\n");
        return (head.Append("connection: close\r\n\r\n").ToString(), body);
    }

    private static string CanonicalQuery(string query) =>
        query.Length == 0
            ? ""
            : string.Join('&', query.Split('&').Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "="));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
