using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace S3Stream.Embedded;

/// <summary>A run of bytes of an object.</summary>
internal readonly record struct ByteRange(long Offset, long Length)
{
    public string ContentRange(long size) => string.Create(CultureInfo.InvariantCulture, $"bytes {Offset}-{Offset + Length - 1}/{size}");

    /// <summary>
    /// Reads a Range header (bytes=a-b, bytes=a-, bytes=-n) against an object of <paramref name="size"/> bytes. Null when the header is
    /// not one range of bytes, which RFC 9110 says to ignore; a range outside the object is 416.
    /// </summary>
    public static ByteRange? FromHeader(string? header, long size)
    {
        if (!TryParse(header, out long? first, out long? last))
        {
            return null;
        }

        long start = first ?? Math.Max(0, size - last!.Value);
        long end = first is null ? size : Math.Min(size, last is { } inclusive && inclusive < long.MaxValue ? inclusive + 1 : size);
        if (start >= end)
        {
            throw new StoreFaultException(StoreError.InvalidRange, StoreError.InvalidRange.Message)
            {
                Headers = new Dictionary<string, string>
                {
                    ["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes */{size}"),
                },
            };
        }

        return new ByteRange(start, end - start);
    }

    /// <summary>Reads x-amz-copy-source-range, where both ends must be given and lie inside the source.</summary>
    public static ByteRange FromCopySource(string header, long size)
    {
        if (!TryParse(header, out long? first, out long? last) || first is null || last is null)
        {
            throw StoreError.InvalidArgument.Fault("x-amz-copy-source-range must be bytes=first-last.");
        }

        return last.Value < size
            ? new ByteRange(first.Value, last.Value - first.Value + 1)
            : throw StoreError.InvalidRange.Fault($"Range {header} is outside the copy source of {size} bytes.");
    }

    private static bool TryParse(string? header, out long? first, out long? last)
    {
        first = last = null;
        if (!RangeHeaderValue.TryParse(header, out RangeHeaderValue? range)
            || !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase) || range.Ranges.Count != 1)
        {
            return false;
        }

        RangeItemHeaderValue only = range.Ranges.Single();
        (first, last) = (only.From, only.To);
        return true;
    }
}
