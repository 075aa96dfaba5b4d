using System.Buffers;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using S3Stream.Integrity;
using S3Stream.Memory;
using Xunit;

namespace S3Stream.Tests.Core.Integrity;

/// <summary>Our MD5 of several messages at once beside the platform's of each: every kernel that this processor has.</summary>
public sealed class Md5KernelProperties
{
    public static TheoryData<string> Kernels => [.. Md5Kernel.All.Select(kernel => kernel.Name)];

    [Fact]
    public void Every_width_is_tested_that_the_processor_has()
    {
        int[] expected = (Avx2.IsSupported, Avx512F.VL.IsSupported) switch
        {
            (_, true) => [1, 8, 16, 8, 16],
            (true, _) => [1, 8, 16],
            _ => [1],
        };

        Assert.Equal(expected, Md5Kernel.All.Select(kernel => kernel.Lanes));
    }

    [Property(MaxTest = 100)]
    public bool Any_number_of_messages_of_any_lengths_in_any_pieces_give_the_platforms_values(NonNegativeInt[] lengths, int seed) =>
        Md5Kernel.All.All(kernel => SumsAreRight(kernel, lengths, new Random(seed)));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_length_around_a_block_gives_the_platforms_value(string name)
    {
        Md5Kernel kernel = KernelOf(name);
        var random = new Random(1);
        for (int first = 0; first < 200; first += kernel.Lanes)
        {
            byte[][] messages = [.. Enumerable.Range(first, kernel.Lanes).Select(length => Bytes(random, length))];
            Assert.Equal(messages.Select(Platform), Sums(kernel, messages, bytes => new ReadOnlySequence<byte>(bytes)));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Lanes_that_nobody_uses_do_not_matter(string name)
    {
        Md5Kernel kernel = KernelOf(name);
        var random = new Random(2);
        for (int used = 1; used <= kernel.Lanes; used++)
        {
            byte[][] messages = [.. Enumerable.Range(0, used).Select(_ => Bytes(random, 1_000))];
            Assert.Equal(messages.Select(Platform), Sums(kernel, messages, bytes => new ReadOnlySequence<byte>(bytes)));
        }
    }

    [Fact]
    public void A_message_of_more_than_half_a_gigabyte_has_its_whole_length_in_the_sum()
    {
        byte[] mebibyte = new byte[1024 * 1024];
        var message = new Md5Message();
        using var platform = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        for (int i = 0; i < 513; i++) // its length in bits takes more than 32 of them
        {
            message.Append(new ReadOnlySequence<byte>(mebibyte));
            Md5Batch.Alone(message);
            platform.AppendData(mebibyte);
        }

        Assert.Equal(Convert.ToHexStringLower(platform.GetHashAndReset()), message.Finish());
    }

    [Fact]
    public void Pieces_without_bytes_are_passed_over()
    {
        var first = new SlabSequenceNode(default, 0);
        SlabSequenceNode last = first.Append(default).Append(new byte[100]).Append(default).Append(default);
        var message = new Md5Message();
        message.Append(new ReadOnlySequence<byte>(first, 0, last, 0));
        Md5Batch.Alone(message);

        Assert.Equal(Platform(new byte[100]), message.Finish());
    }

    private static Md5Kernel KernelOf(string name) => Md5Kernel.All.Single(kernel => kernel.Name == name);

    private static bool SumsAreRight(Md5Kernel kernel, NonNegativeInt[] lengths, Random random)
    {
        byte[][] messages = [.. lengths.Take(kernel.Lanes).Select(length => Bytes(random, length.Get * random.Next(1, 400) % 20_000))];
        return messages.Select(Platform).SequenceEqual(Sums(kernel, messages, bytes => Cut(bytes, random)));
    }

    private static IEnumerable<string> Sums(Md5Kernel kernel, byte[][] messages, Func<byte[], ReadOnlySequence<byte>> cut)
    {
        Md5Message[] sums = [.. messages.Select(_ => new Md5Message())];
        foreach ((Md5Message sum, byte[] bytes) in sums.Zip(messages))
        {
            sum.Append(cut(bytes));
        }

        var batch = new Md5Batch([kernel]);
        while (sums.Where(sum => !sum.Next().IsEmpty).ToArray() is { Length: > 0 } left)
        {
            batch.Step(left);
        }

        return [.. sums.Select(sum => sum.Finish())];
    }

    /// <summary>The bytes in pieces of any sizes, empty ones among them.</summary>
    private static ReadOnlySequence<byte> Cut(byte[] bytes, Random random)
    {
        var first = new SlabSequenceNode(bytes.AsMemory(0, 0), 0);
        SlabSequenceNode last = first;
        int most = random.Next(2) == 0 ? 200 : 10_000;
        for (int done = 0; done < bytes.Length;)
        {
            int length = Math.Min(bytes.Length - done, random.Next(most));
            last = last.Append(bytes.AsMemory(done, length));
            done += length;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Platform(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
}
