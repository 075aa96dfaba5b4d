using System.Text;

namespace S3Stream.Embedded;

/// <summary>
/// The trailer of a framed body: exactly the one checksum that x-amz-trailer announced, and its signature where the frames are signed.
/// </summary>
internal sealed class TrailerFields(ChecksumAlgorithm? announced)
{
    private const string SignatureName = "x-amz-trailer-signature";
    private readonly StringBuilder _signed = new();
    private string? _signature;

    /// <summary>The checksum, known once the trailer was read.</summary>
    public byte[]? Value { get; private set; }

    public void Add(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? line : line[..colon].Trim().ToLowerInvariant();
        string value = colon < 0 ? "" : line[(colon + 1)..].Trim();
        if (name == SignatureName)
        {
            _signature = value;
        }
        else if (announced is not null && Value is null && name == announced.HeaderName)
        {
            Value = DeclaredDigests.ParseValue(announced, value);
            _signed.Append(name).Append(':').Append(value).Append('\n');
        }
        else
        {
            throw StoreError.MalformedTrailer.Fault($"The trailer has '{name}', which x-amz-trailer did not announce.");
        }
    }

    public void Finish(FrameSignatures? signatures)
    {
        if (announced is null)
        {
            return;
        }

        if (Value is null)
        {
            throw StoreError.MalformedTrailer.Fault($"The trailer has no {announced.HeaderName}, which x-amz-trailer announced.");
        }

        if (signatures is not null)
        {
            string signature = _signature ?? throw StoreError.MalformedTrailer.Fault($"The trailer has no {SignatureName}.");
            signatures.VerifyTrailer(signature, _signed.ToString());
        }
    }
}
