using FsCheck.Xunit;
using S3Stream.Embedded;
using Xunit;

namespace S3Stream.Tests.Embedded;

public class CrcCombinationTests
{
    [Property]
    public bool Checksums_of_parts_combine_to_that_of_the_whole(byte[][] parts)
    {
        return ChecksumAlgorithm.All.Where(algorithm => algorithm.IsCrc).All(algorithm =>
        {
            var pieces = parts.Select(part => (Hash(algorithm, part), (long)part.Length));
            return CrcCombination.Combine(algorithm, pieces).AsSpan().SequenceEqual(Hash(algorithm, [.. parts.SelectMany(part => part)]));
        });
    }

    [Theory]
    [InlineData("CRC32", "cbf43926")]
    [InlineData("CRC32C", "e3069283")]
    [InlineData("CRC64NVME", "ae8b14860a799888")]
    public void The_check_value_of_each_CRC_is_the_published_one(string name, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(Hash(ChecksumAlgorithm.FromName(name, "test")!, "123456789"u8.ToArray())));

    private static byte[] Hash(ChecksumAlgorithm algorithm, byte[] bytes)
    {
        using IContentHash hash = algorithm.CreateHash();
        hash.Append(bytes);
        return hash.Finish();
    }
}
