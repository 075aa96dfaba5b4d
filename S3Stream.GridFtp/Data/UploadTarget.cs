using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Data;

/// <summary>The target of the bytes of one transfer. Immutable.</summary>
/// <param name="Upload">The object.</param>
/// <param name="Base">The object's byte that offset 0 on the wire stands for (ESTO A).</param>
/// <param name="Limit">No byte may lie at or after this offset on the wire: the declared size, or what S3 can hold.</param>
/// <param name="Held">
/// Bytes of the object that were stored by an earlier attempt and are not taken again: S3 knew more of them than the
/// restart marker of the client did.
/// </param>
internal sealed record UploadTarget(ObjectUpload Upload, long Base, long Limit, ExtentSet Held)
{
    /// <summary>S3's largest object: 10,000 parts of 5 GiB (48.8 TiB).</summary>
    public const long MaxObjectBytes = 10_000L * 5 * 1024 * 1024 * 1024;

    /// <summary>
    /// How many bytes from <paramref name="position"/> on, at most <paramref name="length"/>, are held already; 0 when that byte is wanted.
    /// </summary>
    public long HeldFrom(long position, long length) => Math.Min(length, Held.CoveredFrom(position));

    /// <summary>How many bytes from <paramref name="position"/> on, at most <paramref name="length"/>, are needed.</summary>
    public long WantedFrom(long position, long length) => Math.Min(length, Held.NextCovered(position) - position);

    /// <summary>
    /// Checks a block with payload against the limits before anything is done for it; nothing is allocated by what a header says.
    /// </summary>
    /// <exception cref="FtpException">426: it cannot be part of this object.</exception>
    public void Check(ExtendedBlockHeader header)
    {
        ulong end = unchecked(header.Offset + header.PayloadLength);
        if (header.PayloadLength > long.MaxValue || header.Offset > long.MaxValue || end > long.MaxValue)
        {
            throw DataFailure.Protocol($"a block of {header.PayloadLength} bytes at offset {header.Offset} does not fit 63 bits.");
        }

        if ((long)end > Limit)
        {
            throw DataFailure.Protocol(
                $"a block of {header.PayloadLength} bytes at offset {header.Offset} ends beyond {Limit}, "
                    + "the size declared by ALLO or the largest object that S3 can hold.");
        }
    }
}
