using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace S3Stream.Embedded;

/// <summary>Decides whether a request comes from the store's account. Pure but for the clock; any number of callers at once.</summary>
internal sealed class SignatureVerifier(StoreCredential credential, TimeProvider clock)
{
    private const string UnsignedPayload = "UNSIGNED-PAYLOAD";
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(15);

    public VerifiedSignature Verify(StoreRequest request)
    {
        PresentedSignature presented = PresentedSignature.Read(request);
        CheckTime(presented);
        if (!SameText(presented.Scope.AccessKey, credential.AccessKey))
        {
            throw StoreError.InvalidAccessKeyId.Fault();
        }

        CheckSignedHeaders(request, presented);
        string payloadHash = PayloadHash(request, presented);
        byte[] key = credential.SigningKey(presented.Scope.Day, presented.Scope.Region);
        string requestHash = CanonicalRequest.Hash(request, presented, payloadHash);
        string text = $"AWS4-HMAC-SHA256\n{presented.Timestamp}\n{presented.Scope.Text}\n{requestHash}";
        string expected = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        if (!SameText(expected, presented.Signature))
        {
            throw StoreError.SignatureDoesNotMatch.Fault();
        }

        return new VerifiedSignature
        {
            PayloadHash = payloadHash,
            SigningKey = key,
            Timestamp = presented.Timestamp,
            Scope = presented.Scope.Text,
            Seed = expected,
        };
    }

    /// <summary>Compares in a time that does not tell how much of the text was right.</summary>
    public static bool SameText(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private void CheckTime(PresentedSignature presented)
    {
        TimeSpan age = clock.GetUtcNow() - presented.Time;
        if (presented.Expiry is { } expiry)
        {
            if (age > expiry || age < -MaxSkew)
            {
                throw StoreError.RequestExpired.Fault();
            }
        }
        else if (age.Duration() > MaxSkew)
        {
            throw StoreError.RequestTimeTooSkewed.Fault();
        }

        if (presented.Scope.Day != presented.Time.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture))
        {
            throw StoreError.AuthorizationHeaderMalformed.Fault("The day of the credential is not the day of the request.");
        }
    }

    /// <summary>The signature must cover the host and every x-amz-* header: one outside it could have been added on the way.</summary>
    private static void CheckSignedHeaders(StoreRequest request, PresentedSignature presented)
    {
        var signed = new HashSet<string>(presented.SignedHeaders, StringComparer.Ordinal);
        foreach (string name in request.Headers.Keys.Select(name => name.ToLowerInvariant()).Append("host"))
        {
            if ((name == "host" || name.StartsWith("x-amz-", StringComparison.Ordinal)) && !signed.Contains(name))
            {
                throw StoreError.AccessDenied.Fault($"There were headers present in the request which were not signed: {name}");
            }
        }
    }

    private static string PayloadHash(StoreRequest request, PresentedSignature presented) =>
        request.Header("x-amz-content-sha256")
        ?? (presented.IsPresigned
            ? request.Query["X-Amz-Content-Sha256"] ?? UnsignedPayload
            : throw StoreError.InvalidRequest.Fault("Missing required header for this request: x-amz-content-sha256"));
}
