using System.Net.Http.Headers;

namespace S3Stream;

/// <summary>
/// One range of an object's bytes as HTTP has them (RFC 9110 14.1.2): from an offset on, up to another one, or the last ones.
/// </summary>
/// <example>
/// <code>
/// // answer a browser's request for part of a video
/// var range = ObjectRange.TryParse(request.Headers.Range, out ObjectRange parsed) ? parsed : (ObjectRange?)null;
/// </code>
/// </example>
public readonly record struct ObjectRange
{
    // the last byte's offset, or of a range of the last bytes their number
    private readonly long? _last;

    private ObjectRange(long? first, long? last) => (First, _last) = (first, last);

    /// <summary>The first byte's offset; <see langword="null"/>: the range is the last bytes.</summary>
    public long? First { get; }

    /// <summary>Everything from an offset on.</summary>
    /// <param name="first">The first byte's offset, 0 or more.</param>
    public static ObjectRange From(long first)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        return new ObjectRange(first, null);
    }

    /// <summary>From one byte to another, both included.</summary>
    /// <param name="first">The first byte's offset, 0 or more.</param>
    /// <param name="last">The last byte's offset, not before the first; it may lie behind the object's end.</param>
    public static ObjectRange FromTo(long first, long last)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        return new ObjectRange(first, last);
    }

    /// <summary>The last bytes of the object; all of them where it has no more.</summary>
    /// <param name="count">Their number, 1 or more.</param>
    public static ObjectRange Last(long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new ObjectRange(null, count);
    }

    /// <summary>
    /// Reads a Range header. False where there is none, for units other than bytes, and for several ranges: all of these are answered with
    /// the whole object, which RFC 9110 14.2 allows.
    /// </summary>
    /// <param name="header">Such as <c>bytes=0-99</c>, <c>bytes=100-</c> or <c>bytes=-100</c>.</param>
    /// <param name="range">The range.</param>
    public static bool TryParse(string? header, out ObjectRange range)
    {
        range = default;
        if (!RangeHeaderValue.TryParse(header, out RangeHeaderValue? parsed)
            || parsed is not { Unit: "bytes", Ranges.Count: 1 }
            || parsed.Ranges.First() is not { } only
            || only is { From: null, To: 0 })
        {
            return false;
        }

        range = new ObjectRange(only.From, only.To);
        return true;
    }

    /// <summary>As a Range header has it.</summary>
    public override string ToString() => FormattableString.Invariant($"bytes={First}-{_last}");

    /// <summary>The bytes where the offset is known; <see langword="null"/> for the last bytes, which only the length tells.</summary>
    internal Extent? Bytes => First is not { } first
        ? null
        : Extent.Between(first, _last is { } last and < long.MaxValue ? last + 1 : long.MaxValue);

    /// <summary>The bytes in an object of that length.</summary>
    internal Extent In(long length) =>
        (Bytes ?? Extent.Between(Math.Max(0, length - (_last ?? 0)), length)).Intersect(new Extent(0, length));
}
