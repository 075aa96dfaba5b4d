using System.IO.Hashing;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FsCheck;
using FsCheck.Xunit;
using S3Stream.Integrity;
using Xunit;

namespace S3Stream.Tests.Core.Integrity;

/// <summary>Our CRC-64/NVME beside the platform's, which is written independently.</summary>
public sealed class Crc64NvmeProperties
{
    [Property(MaxTest = 300)]
    public bool Pieces_of_any_sizes_at_any_place_give_the_platforms_value(
        byte seed, NonNegativeInt first, NonNegativeInt second, byte offset)
    {
        byte[] bytes = new byte[offset + (first.Get % 3_000) + (second.Get % 100)];
        new Random(seed).NextBytes(bytes);
        ReadOnlySpan<byte> message = bytes.AsSpan(offset);
        int cut = first.Get % 3_000;
        var crc = new Crc64Nvme();

        crc.Append(message[..cut]);
        crc.Append(message[cut..]);

        return crc.Value == Platform(message);
    }

    [Fact]
    public void Every_length_around_a_whole_step_gives_the_platforms_value()
    {
        byte[] bytes = new byte[1_100];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            var crc = new Crc64Nvme();
            crc.Append(bytes.AsSpan(0, length));
            Assert.Equal(Platform(bytes.AsSpan(0, length)), crc.Value);
        }
    }

    [Fact]
    public void The_published_check_value_comes_out()
    {
        var crc = new Crc64Nvme();
        crc.Append("123456789"u8);

        Assert.Equal(0xAE8B14860A799888, crc.Value);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    public void Folding_keeps_the_crc_whatever_the_width(int width)
    {
        Assert.SkipUnless(
            width == 256 ? Pclmulqdq.V256.IsSupported : Pclmulqdq.V512.IsSupported, "This processor multiplies no vectors so wide.");
        byte[] bytes = new byte[10_000];
        new Random(width).NextBytes(bytes);
        for (int length = Crc64Folding.MinLength; length < bytes.Length; length += 61)
        {
            ReadOnlySpan<byte> message = bytes.AsSpan(0, length);
            (Vector128<ulong> rest, int count) = width == 256 ? Crc64Folding.Fold256(0, message) : Crc64Folding.Fold512(0, message);
            byte[] folded = new byte[16];
            rest.AsByte().CopyTo(folded);

            Assert.InRange(count, length - (width / 2), length);
            Assert.Equal(WithoutInversion(message[..count]), WithoutInversion(folded));
        }
    }

    private static ulong Platform(ReadOnlySpan<byte> bytes)
    {
        var crc = new Crc64(Crc64ParameterSet.Nvme);
        crc.Append(bytes);
        return crc.GetCurrentHashAsUInt64();
    }

    // With a register of 0 instead of ones: what the ones do to a message of this length is what they do to zeros.
    private static ulong WithoutInversion(ReadOnlySpan<byte> bytes) => Platform(bytes) ^ Platform(new byte[bytes.Length]);
}
