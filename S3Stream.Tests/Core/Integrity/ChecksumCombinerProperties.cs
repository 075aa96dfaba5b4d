using System.Buffers;
using FsCheck.Xunit;
using S3Stream.Integrity;
using S3Stream.Tests.Core.Storage;
using Xunit;

namespace S3Stream.Tests.Core.Integrity;

public sealed class ChecksumCombinerProperties
{
    private const ObjectChecksums All =
        ObjectChecksums.Crc64Nvme | ObjectChecksums.Crc32 | ObjectChecksums.Crc32C | ObjectChecksums.Adler32;

    [Property]
    public bool Checksums_of_two_neighbours_combine_to_the_checksums_of_both(byte[] first, byte[] second) =>
        ChecksumCombiner.Combine(Sum(first), Sum(second)) == Sum([.. first, .. second]);

    [Property]
    public bool Any_number_of_pieces_combines_in_any_association(byte[][] pieces, int seed)
    {
        // scenario 38; pieces may be empty
        var sums = pieces.Select(Sum).ToList();
        var random = new Random(seed);
        while (sums.Count > 1)
        {
            int i = random.Next(sums.Count - 1);
            sums[i] = ChecksumCombiner.Combine(sums[i], sums[i + 1]);
            sums.RemoveAt(i + 1);
        }

        return (sums.Count == 0 ? Sum([]) : sums[0]) == Sum(pieces.SelectMany(piece => piece).ToArray());
    }

    [Property]
    public bool Checksums_do_not_depend_on_how_memory_is_cut(byte[] bytes, byte size) =>
        PartChecksum.Compute(Pieces.Of(bytes, size + 1), All) == Sum(bytes);

    [Fact]
    public void Long_runs_combine_as_their_bytes_do()
    {
        byte[] bytes = new byte[1_500_007];
        new Random(1).NextBytes(bytes);
        byte[] zeros = new byte[3_000_001];

        ChecksumSet combined = ChecksumCombiner.Combine(ChecksumCombiner.Combine(Sum(bytes), Sum(zeros)), Sum(bytes));

        Assert.Equal(Sum([.. bytes, .. zeros, .. bytes]), combined);
    }

    [Fact]
    public void Lengths_up_to_a_pebibyte_combine()
    {
        // A CRC's shift over 2^50 zero bytes, reached in two ways: at once, and by doubling.
        ChecksumSet doubled = Sum([0]);
        for (int i = 0; i < 50; i++)
        {
            doubled = ChecksumCombiner.Combine(doubled, doubled);
        }

        ChecksumSet text = Sum("123456789"u8.ToArray());
        ChecksumSet atOnce = ChecksumCombiner.Combine(text, doubled);
        ChecksumSet byDoubling = text;
        ChecksumSet zeros = Sum([0]);
        byDoubling = ChecksumCombiner.Combine(byDoubling, zeros);
        for (int i = 0; i < 50; i++)
        {
            byDoubling = ChecksumCombiner.Combine(byDoubling, zeros);
            zeros = ChecksumCombiner.Combine(zeros, zeros);
        }

        Assert.Equal(1L << 50, doubled.Length);
        Assert.Equal(byDoubling, atOnce);
    }

    [Fact]
    public void Values_are_those_of_the_catalogues()
    {
        // check values over "123456789" from the CRC catalogue and RFC 1950
        ChecksumSet sums = Sum("123456789"u8.ToArray());

        Assert.Equal(new ChecksumSet(9, 0xAE8B14860A799888, 0xCBF43926, 0xE3069283, 0x091E01DE), sums);
        Assert.Equal(new ChecksumSet(0, 0, 0, 0, 1), Sum([]));
    }

    [Fact]
    public void A_value_that_one_side_does_not_have_is_missing()
    {
        ChecksumSet some = PartChecksum.Compute(new ReadOnlySequence<byte>([1]), ObjectChecksums.Crc32);

        Assert.Equal(new ChecksumSet(2, null, Sum([1, 1]).Crc32, null, null), ChecksumCombiner.Combine(some, Sum([1])));
        Assert.Equal(
            new ChecksumSet(1, null, null, null, null), PartChecksum.Compute(new ReadOnlySequence<byte>([1]), ObjectChecksums.None));
    }

    private static ChecksumSet Sum(byte[] bytes) => PartChecksum.Compute(new ReadOnlySequence<byte>(bytes), All);
}
