using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace S3Stream.Storage.Signing;

/// <summary>
/// AWS Signature Version 4 in the Authorization header, over headers and an unsigned payload ("Authenticating Requests: Using the
/// Authorization Header" in the S3 API reference). Keeps the day's key; makes no garbage beside the header's text. Safe for concurrent use.
/// </summary>
/// <param name="accessKey">The access key's id.</param>
/// <param name="secretKey">Its secret.</param>
/// <param name="region">The region that the signature is for.</param>
/// <param name="service"><c>s3</c>, but for the published test vectors.</param>
internal sealed class SignatureV4(string accessKey, string secretKey, string region, string service = "s3")
{
    /// <summary>Stands for a payload that the signature leaves out.</summary>
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    /// <summary>The SHA-256 of no bytes.</summary>
    public const string EmptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const int UsualSize = 4 * 1024;
    private const int UsualNames = 512;

    private readonly string _secretKey = "AWS4" + secretKey;
    private DayKey? _today;

    /// <summary>True when it signs for them.</summary>
    public bool IsFor(string otherAccessKey, string otherSecretKey, string otherRegion) =>
        accessKey == otherAccessKey && region == otherRegion && _secretKey.AsSpan("AWS4".Length).SequenceEqual(otherSecretKey);

    /// <summary>The time as <c>x-amz-date</c> has it.</summary>
    public static string TimeText(DateTime utc) => utc.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The value of the Authorization header.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path as it is sent: each byte of a key but unreserved ones and slashes as %XX.</param>
    /// <param name="query">The query as it is sent: names in order, escaped, each with a <c>=</c>; without the question mark.</param>
    /// <param name="headers">Lower-case names in ordinal order, with <c>host</c> and <c>x-amz-date</c>.</param>
    /// <param name="time">The value of <c>x-amz-date</c>.</param>
    /// <param name="payload">The payload's SHA-256 as hexadecimal digits, or <see cref="UnsignedPayload"/>.</param>
    public string Authorization(
        string method,
        string path,
        string query,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        string time,
        string payload)
    {
        DayKey day = KeyOf(time);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        int namesLength = -1;
        foreach ((string name, _) in headers)
        {
            namesLength += name.Length + 1;
        }

        Span<char> names = namesLength <= UsualNames ? stackalloc char[UsualNames] : new char[namesLength];
        names = names[..namesLength];
        Join(headers, names);
        HashRequest(digest, method, path, query, headers, names, payload);

        Span<byte> text = stackalloc byte[512];
        Span<char> hexadecimal = stackalloc char[2 * SHA256.HashSizeInBytes];
        Convert.TryToHexStringLower(digest, hexadecimal, out _);
        if (!Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"{Algorithm}\n{time}\n{day.Scope}\n{hexadecimal}", out int length))
        {
            throw new ArgumentException($"A name of {region.Length} characters is not the name of a region.");
        }

        HMACSHA256.HashData(day.Key, text[..length], digest);
        Convert.TryToHexStringLower(digest, hexadecimal, out _);
        return $"{Algorithm} Credential={accessKey}/{day.Scope}, SignedHeaders={names}, Signature={hexadecimal}";
    }

    private static void Join(IReadOnlyList<KeyValuePair<string, string>> headers, Span<char> names)
    {
        for (int i = 0; i < headers.Count; i++)
        {
            string name = headers[i].Key;
            name.CopyTo(names);
            names = names[name.Length..];
            if (i < headers.Count - 1)
            {
                names[0] = ';';
                names = names[1..];
            }
        }
    }

    // Canonical request, each line but the last ended by LF:
    //   method
    //   path
    //   query
    //   name:value   for each header
    //   (empty)
    //   names, joined by ;
    //   hash of the payload
    private static void HashRequest(
        Span<byte> digest,
        string method,
        string path,
        string query,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        ReadOnlySpan<char> names,
        string payload)
    {
        int maxLength = method.Length + path.Length + query.Length + names.Length + payload.Length + 8;
        foreach ((string name, string value) in headers)
        {
            maxLength += name.Length + Encoding.UTF8.GetMaxByteCount(value.Length) + 2;
        }

        Span<byte> buffer = maxLength <= UsualSize ? stackalloc byte[UsualSize] : new byte[maxLength];
        int length = Write(buffer, 0, method, "\n");
        length = Write(buffer, length, path, "\n");
        length = Write(buffer, length, query, "\n");
        foreach ((string name, string value) in headers)
        {
            length = Write(buffer, length, name, ":");
            length = Write(buffer, length, Collapse(value), "\n");
        }

        length = Write(buffer, length, "", "\n");
        length = Write(buffer, length, names, "\n");
        length = Write(buffer, length, payload, "");
        SHA256.HashData(buffer[..length], digest);
    }

    private static int Write(Span<byte> buffer, int at, ReadOnlySpan<char> text, ReadOnlySpan<char> end)
    {
        at += Encoding.UTF8.GetBytes(text, buffer[at..]);
        return at + Encoding.UTF8.GetBytes(end, buffer[at..]);
    }

    // Values are signed without blanks around them, and with one blank where several follow each other.
    private static string Collapse(string value) => value.Contains("  ", StringComparison.Ordinal)
        ? string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        : value.Trim(' ');

    private DayKey KeyOf(string time)
    {
        const int DayLength = 8;
        if (_today is { } key && time.StartsWith(key.Day, StringComparison.Ordinal))
        {
            return key;
        }

        string day = time[..DayLength];
        byte[] bytes = Encoding.UTF8.GetBytes(_secretKey);
        foreach (string step in (ReadOnlySpan<string>)[day, region, service, "aws4_request"])
        {
            bytes = HMACSHA256.HashData(bytes, Encoding.UTF8.GetBytes(step));
        }

        return _today = new DayKey(day, $"{day}/{region}/{service}/aws4_request", bytes);
    }

    private sealed record DayKey(string Day, string Scope, byte[] Key);
}
