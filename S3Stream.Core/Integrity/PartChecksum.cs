using System.Buffers;

namespace S3Stream.Integrity;

/// <summary>Checksums of one part's bytes. Pure.</summary>
internal static class PartChecksum
{
    /// <summary>The values of the wanted algorithms over <paramref name="bytes"/>.</summary>
    public static ChecksumSet Compute(ReadOnlySequence<byte> bytes, ObjectChecksums wanted) => throw new NotImplementedException();
}
