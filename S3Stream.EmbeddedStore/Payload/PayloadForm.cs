namespace S3Stream.Embedded;

/// <summary>How a body travels, as x-amz-content-sha256 says.</summary>
internal sealed record PayloadForm(bool IsFramed, bool FramesAreSigned, bool HasTrailer, byte[]? Sha256)
{
    public static PayloadForm Parse(string payloadHash) => payloadHash switch
    {
        "UNSIGNED-PAYLOAD" => new(false, false, false, null),
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" => new(true, true, false, null),
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" => new(true, true, true, null),
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER" => new(true, false, true, null),
        { Length: 64 } when payloadHash.All(char.IsAsciiHexDigit) => new(false, false, false, Convert.FromHexString(payloadHash)),
        _ when payloadHash.StartsWith("STREAMING-", StringComparison.Ordinal) =>
            throw StoreError.NotImplemented.Fault($"Bodies of the form {payloadHash} are not implemented."),
        _ =>
            throw StoreError.InvalidArgument.Fault(
                "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING- form, or a valid SHA-256 in hexadecimal."),
    };
}
