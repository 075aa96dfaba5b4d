using System.Security.Cryptography;
using System.Text;

namespace S3Stream.Tests.Embedded;

/// <summary>Where the chain of frame signatures begins. Written from the specification, not from the server's code.</summary>
internal sealed record SignatureSeed(byte[] Key, string Timestamp, string Scope, string Signature)
{
    /// <summary>The body of STREAMING-AWS4-HMAC-SHA256-PAYLOAD[-TRAILER]; <paramref name="trailer"/> is "name:value" or null.</summary>
    public byte[] Frames(byte[] content, int frameBytes, string? trailer = null, Func<string, string>? tamper = null)
    {
        using var body = new MemoryStream();
        string previous = Signature;
        string empty = Hex(SHA256.HashData([]));
        foreach (byte[] frame in content.Chunk(frameBytes).Append([]))
        {
            previous = Sign($"AWS4-HMAC-SHA256-PAYLOAD\n{Timestamp}\n{Scope}\n{previous}\n{empty}\n{Hex(SHA256.HashData(frame))}");
            Write(body, $"{frame.Length:x};chunk-signature={(tamper ?? (s => s))(previous)}\r\n");
            body.Write(frame);
            Write(body, frame.Length > 0 ? "\r\n" : "");
        }

        if (trailer is not null)
        {
            string signature = Sign($"AWS4-HMAC-SHA256-TRAILER\n{Timestamp}\n{Scope}\n{previous}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(trailer + "\n")))}");
            Write(body, $"{trailer}\r\nx-amz-trailer-signature:{signature}\r\n");
        }

        Write(body, "\r\n");
        return body.ToArray();
    }

    private string Sign(string text) => Hex(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(text)));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static void Write(Stream to, string text) => to.Write(Encoding.ASCII.GetBytes(text));
}
