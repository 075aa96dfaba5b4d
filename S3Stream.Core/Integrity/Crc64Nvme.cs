using System.IO.Hashing;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace S3Stream.Integrity;

/// <summary>
/// CRC-64/NVME of bytes that come in pieces. Where the processor multiplies wide vectors without carry it is two to four times as fast as
/// the platform's, which does it 128 bits at a time (docs/profile.md); elsewhere it is the platform's. Not safe for concurrent use.
/// </summary>
internal sealed class Crc64Nvme
{
    private const ulong Polynomial = 0x9A6C9329AC4BC9B5;

    private static readonly ulong[] Table = [.. Enumerable.Range(0, 256).Select(EntryOf)];

    private readonly Crc64? _platform = IsWide ? null : new Crc64(Crc64ParameterSet.Nvme);
    private ulong _register = ulong.MaxValue;

    /// <summary>The CRC of what was appended.</summary>
    public ulong Value => _platform?.GetCurrentHashAsUInt64() ?? ~_register;

    private static bool IsWide => Pclmulqdq.V256.IsSupported;

    /// <summary>Goes on with these bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_platform is not null)
        {
            _platform.Append(bytes);
            return;
        }

        if (bytes.Length >= Crc64Folding.MinLength)
        {
            (Vector128<ulong> folded, int count) = Pclmulqdq.V512.IsSupported
                ? Crc64Folding.Fold512(_register, bytes)
                : Crc64Folding.Fold256(_register, bytes);
            Span<byte> last = stackalloc byte[Vector128<byte>.Count];
            folded.AsByte().CopyTo(last);
            _register = ByTable(0, last);
            bytes = bytes[count..];
        }

        _register = ByTable(_register, bytes);
    }

    private static ulong ByTable(ulong register, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            register = Table[(byte)(register ^ value)] ^ (register >> 8);
        }

        return register;
    }

    private static ulong EntryOf(int index)
    {
        ulong entry = (ulong)index;
        for (int bit = 0; bit < 8; bit++)
        {
            entry = (entry >> 1) ^ (Polynomial & (0 - (entry & 1)));
        }

        return entry;
    }
}
