namespace S3Stream.Embedded;

/// <summary>
/// The checksums a request says its body has: Content-MD5, one x-amz-checksum-* header, or one announced for the trailer.
/// </summary>
internal sealed record DeclaredDigests
{
    public byte[]? Md5 { get; private init; }

    /// <summary>The algorithm of the additional checksum, in the header or the trailer.</summary>
    public ChecksumAlgorithm? Algorithm { get; private init; }

    /// <summary>The value from the header; null when it comes in the trailer.</summary>
    public byte[]? Value { get; private init; }

    public bool InTrailer => Algorithm is not null && Value is null;

    public static DeclaredDigests Read(StoreRequest request)
    {
        var declared = new DeclaredDigests { Md5 = ReadMd5(request.Header("Content-MD5")) };
        foreach (ChecksumAlgorithm algorithm in ChecksumAlgorithm.All)
        {
            if (request.Header(algorithm.HeaderName) is not { } text)
            {
                continue;
            }

            if (declared.Algorithm is not null)
            {
                throw StoreError.InvalidRequest.Fault(
                    "Expecting a single x-amz-checksum- header. Multiple checksum types are not allowed.");
            }

            declared = declared with { Algorithm = algorithm, Value = ParseValue(algorithm, text) };
        }

        return declared.WithTrailer(request);
    }

    /// <summary>A value of the right length in Base64, or InvalidRequest.</summary>
    public static byte[] ParseValue(ChecksumAlgorithm algorithm, string text)
    {
        byte[] value = new byte[algorithm.ByteCount];
        return Convert.TryFromBase64String(text, value, out int written) && written == value.Length
            ? value
            : throw StoreError.InvalidRequest.Fault(
                $"Value for {algorithm.HeaderName} header is invalid: {algorithm.ByteCount} bytes in Base64 are needed.");
    }

    private DeclaredDigests WithTrailer(StoreRequest request)
    {
        DeclaredDigests declared = this;
        if (request.Header("x-amz-trailer") is { Length: > 0 } trailer)
        {
            ChecksumAlgorithm algorithm = ChecksumAlgorithm.All
                    .FirstOrDefault(known => known.HeaderName.Equals(trailer.Trim(), StringComparison.OrdinalIgnoreCase))
                ?? throw StoreError.InvalidRequest.Fault($"The value specified in the x-amz-trailer header is not supported: {trailer}");
            declared = Algorithm is null
                ? this with { Algorithm = algorithm }
                : throw StoreError.InvalidRequest.Fault(
                    "Expecting a single checksum: it is in a header and announced for the trailer too.");
        }

        if (request.Header("x-amz-sdk-checksum-algorithm") is not null && declared.Algorithm is null && declared.Md5 is null)
        {
            throw StoreError.InvalidRequest.Fault(
                "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.");
        }

        return declared;
    }

    private static byte[]? ReadMd5(string? text)
    {
        if (text is null)
        {
            return null;
        }

        byte[] value = new byte[ChecksumAlgorithm.Md5.ByteCount];
        return Convert.TryFromBase64String(text, value, out int written) && written == value.Length
            ? value
            : throw StoreError.InvalidDigest.Fault();
    }
}
