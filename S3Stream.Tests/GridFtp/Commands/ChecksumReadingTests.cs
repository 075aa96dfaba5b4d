using System.Security.Cryptography;
using FsCheck.Xunit;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.Fakes;
using Xunit;
using TransferRig = S3Stream.Tests.GridFtp.Transfers.TransferRig;

namespace S3Stream.Tests.GridFtp.Commands;

/// <summary>How often CKSM reads an object, counted at a store in memory; scenario 38.</summary>
public sealed class ChecksumReadingTests : IAsyncDisposable
{
    private static readonly byte[] Content = UploadRig.RandomBytes((2 * TransferRig.PartSize) + 777);
    private static readonly string Path = $"/{TransferRig.Address.Bucket}/{TransferRig.Address.Key}";
    private readonly TransferRig _rig = new(new GridFtpOptions { UploadChecksums = ObjectChecksums.Adler32 | ObjectChecksums.Md5 });

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("ADLER32")]
    [InlineData("CRC32")]
    [InlineData("CRC32C")]
    [InlineData("CRC64NVME")]
    [InlineData("MD5")]
    [InlineData("SHA256")]
    public async Task A_second_CKSM_reads_nothing(string algorithm)
    {
        _rig.Store.Seed(TransferRig.Address, Content);
        string first = await SumAsync(algorithm);
        int reads = Reads;

        Assert.Equal(first, await SumAsync(algorithm));
        Assert.Equal(reads, Reads);
    }

    [Fact]
    public async Task An_upload_in_parts_is_summed_while_it_comes_in()
    {
        Assert.Equal(226, (await _rig.UploadAsync($"STOR {Path}", Content)).Code);

        uint? expected = ChecksumSet.Of(Content, ObjectChecksums.Adler32).Adler32;
        Assert.Equal($"{expected:x8}", await SumAsync("ADLER32"));
        await SumAsync("CRC64NVME");
        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(Content)), await SumAsync("MD5"));
        Assert.Equal(0, Reads);
    }

    [Fact]
    public async Task A_replaced_object_has_its_own_checksum()
    {
        _rig.Store.Seed(TransferRig.Address, Content);
        string first = await SumAsync("MD5");
        _rig.Store.Seed(TransferRig.Address, "other"u8.ToArray());

        Assert.Equal(Convert.ToHexStringLower(MD5.HashData("other"u8)), await SumAsync("MD5"));
        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(Content)), first);
    }

    [Fact]
    public async Task All_algorithms_a_session_has_asked_for_take_one_pass()
    {
        _rig.Store.Seed(TransferRig.Address, Content);
        await SumAsync("MD5");
        await SumAsync("SHA1");
        await SumAsync("ADLER32");
        _rig.Store.Seed(TransferRig.Address, Content[1..]);
        await SumAsync("ADLER32");
        int reads = Reads;

        Assert.Equal(Convert.ToHexStringLower(SHA1.HashData(Content.AsSpan(1))), await SumAsync("SHA1"));
        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(Content.AsSpan(1))), await SumAsync("MD5"));
        Assert.Equal(reads, Reads);
    }

    [Fact]
    public async Task Progress_is_told_to_who_asked_for_it()
    {
        _rig.Store.Seed(TransferRig.Address, Content);
        await SumAsync("MD5");
        Assert.Empty(_rig.Replies.Of(113));
        _rig.State.ChecksumMarkers = TimeSpan.Zero;

        await SumAsync("SHA512");

        const string Marker = "^113-Status Marker\n Timestamp: \\d+\\.\\d\n Bytes Processed: \\d+\n113 End\\.$";
        Assert.All(_rig.Replies.Of(113), reply => Assert.Matches(Marker, string.Join('\n', reply.Lines)));
        Assert.Contains($" Bytes Processed: {Content.Length}", _rig.Replies.Of(113)[^1].Lines);
    }

    [Fact]
    public async Task SCKS_refuses_wrong_bytes_of_an_upload_in_parts_and_keeps_none_of_them()
    {
        _rig.State.Next.ExpectedChecksums = new ChecksumSet(0, null, null, null, 1);

        Reply reply = await _rig.UploadAsync($"STOR {Path}", Content);

        Assert.Contains("c=INCORRECT_CHECKSUM", reply.ToString(), StringComparison.Ordinal);
        Assert.Null(_rig.Stored);
        Assert.Empty(_rig.Store.OpenUploads);
        Assert.Empty(_rig.Store.CallsOf(StoreVerb.CompleteMultipart));
    }

    [Fact]
    public async Task SCKS_accepts_the_right_bytes_of_an_upload_in_parts()
    {
        _rig.State.Next.ExpectedChecksums = ChecksumSet.Of(Content, ObjectChecksums.Crc32C) with { Length = 0 };

        Assert.Equal(226, (await _rig.UploadAsync($"STOR {Path}", Content)).Code);
        Assert.Equal(Content, _rig.Stored);
    }

    [Theory]
    [InlineData(true, 226)]
    [InlineData(false, 550)]
    public async Task SCKS_MD5_is_compared_before_an_upload_in_parts_becomes_the_object(bool isRight, int code)
    {
        byte[] before = [1, 2, 3];
        _rig.Store.Seed(TransferRig.Address, before);
        string value = Convert.ToHexStringLower(MD5.HashData(isRight ? Content : before));
        Assert.Equal(200, (await new ScksCommand().ExecuteAsync(_rig.Context, CommandLine.Parse($"SCKS MD5 {value}"), default)).Code);

        Assert.Equal(code, (await _rig.UploadAsync($"STOR {Path}", Content)).Code);

        Assert.Equal(isRight ? Content : before, _rig.Stored);
        Assert.Empty(_rig.Store.OpenUploads);
    }

    [Theory]
    [InlineData("APPE", null)]
    [InlineData("STOR", 3L)]
    public async Task SCKS_MD5_is_refused_where_bytes_stay_that_do_not_come_here(string verb, long? restart)
    {
        _rig.Store.Seed(TransferRig.Address, [1, 2, 3]);
        _rig.State.Next.ExpectedChecksums = default(ChecksumSet) with { Md5 = new string('0', 32) };
        _rig.State.Next.Restart = restart is { } offset ? [new Extent(0, offset)] : [];

        Assert.Equal(504, (await _rig.UploadAsync($"{verb} {Path}", Content)).Code);
        Assert.Equal([1, 2, 3], _rig.Stored!);
    }

    [Property]
    public void Pieces_in_any_order_sum_up_to_the_whole(byte[] bytes, ushort seed)
    {
        var random = new Random(seed);
        var pieces = new List<(int Offset, int Length)>();
        for (int offset = 0; offset < bytes.Length; offset += pieces[^1].Length)
        {
            pieces.Add((offset, random.Next(1, bytes.Length - offset + 1)));
        }

        const ObjectChecksums AllOfThem =
            ObjectChecksums.Adler32 | ObjectChecksums.Crc32 | ObjectChecksums.Crc32C | ObjectChecksums.Crc64Nvme;
        var runs = new ChecksumRuns();
        foreach ((int offset, int length) in pieces.OrderBy(_ => random.Next()))
        {
            runs.Add(offset, ChecksumSet.Of(bytes.AsMemory(offset, length), AllOfThem));
        }

        Assert.Equal(bytes.Length == 0 ? null : ChecksumSet.Of(bytes, AllOfThem), runs.Whole());
    }

    private int Reads => _rig.Store.CallsOf(StoreVerb.GetRange).Count;

    private async Task<string> SumAsync(string algorithm)
    {
        CommandLine line = CommandLine.Parse($"CKSM {algorithm} 0 -1 {Path}");
        Reply reply = await new CksmCommand().ExecuteAsync(_rig.Context, line, TestContext.Current.CancellationToken);
        return reply.Lines[0]["213 ".Length..];
    }
}
