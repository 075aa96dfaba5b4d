using System.Security.Cryptography;
using System.Text;

namespace S3Stream.Embedded;

/// <summary>The store's one account.</summary>
internal sealed record StoreCredential(string AccessKey, string SecretKey)
{
    private const string AccessKeyLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string SecretKeyLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>The keys that the options name, or null where they name none.</summary>
    public static StoreCredential? FromOptions(EmbeddedStoreOptions options) => (options.AccessKey, options.SecretKey) switch
    {
        (null, null) => null,
        ({ Length: > 0 } access, { Length: > 0 } secret) when !access.Contains('/') => new(access, secret),
        _ => throw new ArgumentException(
            "AccessKey and SecretKey are set together, neither is empty, and AccessKey has no '/'.", nameof(options)),
    };

    public static StoreCredential Generate() =>
        new("S3ST" + RandomNumberGenerator.GetString(AccessKeyLetters, 16), RandomNumberGenerator.GetString(SecretKeyLetters, 40));

    /// <summary>The key a day's signatures are made with (Signature Version 4, "deriving the signing key").</summary>
    public byte[] SigningKey(string day, string region)
    {
        byte[] key = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + SecretKey), Encoding.UTF8.GetBytes(day));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(region));
        key = HMACSHA256.HashData(key, "s3"u8);
        return HMACSHA256.HashData(key, "aws4_request"u8);
    }

    /// <summary>Keeps the secret out of logs.</summary>
    public override string ToString() => AccessKey;
}
