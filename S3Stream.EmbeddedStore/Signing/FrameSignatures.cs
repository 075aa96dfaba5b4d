using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace S3Stream.Embedded;

/// <summary>
/// The chain of signatures in an aws-chunked body: each covers the one before and the SHA-256 of its frame, the last the trailer. One
/// body each.
/// </summary>
internal sealed class FrameSignatures(VerifiedSignature request) : IDisposable
{
    private static readonly string EmptyHash = Convert.ToHexStringLower(SHA256.HashData([]));
    private readonly IncrementalHash _frame = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string _previous = request.Seed;

    public void Append(ReadOnlySequence<byte> content)
    {
        foreach (ReadOnlyMemory<byte> run in content)
        {
            _frame.AppendData(run.Span);
        }
    }

    /// <summary>Ends a frame, whose content was appended; <paramref name="signature"/> stood in its header.</summary>
    public void VerifyFrame(string signature)
    {
        string content = Convert.ToHexStringLower(_frame.GetHashAndReset());
        Verify(signature, $"AWS4-HMAC-SHA256-PAYLOAD\n{request.Timestamp}\n{request.Scope}\n{_previous}\n{EmptyHash}\n{content}");
    }

    /// <summary>Ends the body; <paramref name="lines"/> are the trailer's fields as "name:value\n" each.</summary>
    public void VerifyTrailer(string signature, string lines)
    {
        string content = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
        Verify(signature, $"AWS4-HMAC-SHA256-TRAILER\n{request.Timestamp}\n{request.Scope}\n{_previous}\n{content}");
    }

    public void Dispose() => _frame.Dispose();

    private void Verify(string signature, string text)
    {
        string expected = Convert.ToHexStringLower(HMACSHA256.HashData(request.SigningKey, Encoding.UTF8.GetBytes(text)));
        if (!SignatureVerifier.SameText(expected, signature))
        {
            throw StoreError.SignatureDoesNotMatch.Fault("The signature of a frame of the body does not match.");
        }

        _previous = expected;
    }
}
