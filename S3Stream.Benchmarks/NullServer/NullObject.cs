using System.Collections.ObjectModel;

namespace S3Stream.Benchmarks.NullServer;

/// <summary>An object of zeros.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Headers">The metadata and type it was stored with, to be told again.</param>
internal sealed record NullObject(long Length, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>As it is told, in quotes.</summary>
    public string ETag { get; init; } = NullS3.ETag;

    public static IReadOnlyDictionary<string, string> NoHeaders { get; } = ReadOnlyDictionary<string, string>.Empty;
}
