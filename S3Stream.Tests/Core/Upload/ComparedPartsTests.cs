using System.Security.Cryptography;
using S3Stream.Storage;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

/// <summary>Parts that are compared with their ETags, which are their MD5s, beside or after their being sent.</summary>
public sealed class ComparedPartsTests
{
    private const int Part = 300_000;
    private const int Parts = 40;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private readonly byte[] _bytes = UploadRig.RandomBytes((Parts * Part) - 7);

    [Theory]
    [InlineData(nameof(Md5Use.BeforeSending))]
    [InlineData(nameof(Md5Use.BesideSending))]
    [InlineData(nameof(Md5Use.None))]
    public async Task An_object_of_many_parts_is_stored_and_all_memory_comes_back(string use)
    {
        using UploadRig rig = new(budgetSlabs: 64);
        rig.Store.Md5Use = Enum.Parse<Md5Use>(use);

        await UploadAsync(rig);

        Assert.Equal(_bytes, rig.Store.Find(UploadRig.Address));
        Assert.Equal(Parts, rig.Store.CallsOf(StoreVerb.UploadPart).Count);
        rig.AssertClean();
    }

    [Theory]
    [InlineData(nameof(Md5Use.BeforeSending))]
    [InlineData(nameof(Md5Use.BesideSending))]
    public async Task Parts_that_wait_for_others_do_not_keep_memory_from_the_sender(string use)
    {
        using UploadRig rig = new(budgetSlabs: 3);
        rig.Store.Md5Use = Enum.Parse<Md5Use>(use);

        await UploadAsync(rig);

        Assert.Equal(_bytes, rig.Store.Find(UploadRig.Address));
        rig.AssertClean();
    }

    [Fact]
    public async Task Bytes_that_were_altered_on_their_way_are_sent_again_with_their_MD5()
    {
        using UploadRig rig = new(budgetSlabs: 64);
        rig.Store.Md5Use = Md5Use.BesideSending;
        rig.Store.OnTheWay = (number, bytes) =>
        {
            bytes[^1] ^= (byte)(number == 3 ? 1 : 0);
            return bytes;
        };

        await UploadAsync(rig);

        Assert.Equal(_bytes, rig.Store.Find(UploadRig.Address));
        Assert.Equal(2, rig.Store.CallsOf(StoreVerb.UploadPart).Count(call => call.Part == 3));
        Assert.Equal(Parts + 1, rig.Store.CallsOf(StoreVerb.UploadPart).Count);
        rig.AssertClean();
    }

    [Theory]
    [InlineData(nameof(Md5Use.BeforeSending))]
    [InlineData(nameof(Md5Use.BesideSending))]
    public async Task An_upload_that_is_stopped_gives_all_memory_back(string use)
    {
        using UploadRig rig = new(budgetSlabs: 64);
        rig.Store.Md5Use = Enum.Parse<Md5Use>(use);
        await using (ObjectUpload upload = await rig.OpenAsync(Part))
        {
            await UploadRig.WriteAsync(upload, _bytes, new Extent(0, _bytes.Length));
            await upload.AbortAsync(TestContext.Current.CancellationToken).WaitAsync(Bound, TestContext.Current.CancellationToken);
        }

        Assert.Null(rig.Store.Find(UploadRig.Address));
        rig.AssertClean();
    }

    [Fact]
    public async Task Several_uploads_at_once_with_the_MD5_of_the_whole_have_theirs()
    {
        using UploadRig rig = new(budgetSlabs: 64);
        rig.Store.Md5Use = Md5Use.BesideSending;

        string?[] sums = await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            byte[] bytes = UploadRig.RandomBytes(5 * Part, number);
            await using ObjectUpload upload = await rig.OpenAsync(
                Part, new UploadOptions { Checksums = ObjectChecksums.Md5 }, address: new ObjectAddress("bucket", $"object-{number}"));
            await UploadRig.WriteAsync(upload, bytes, new Extent(0, bytes.Length));
            return (await upload.CompleteAsync(bytes.Length)).Checksums.Md5;
        })).WaitAsync(Bound, TestContext.Current.CancellationToken);

        Assert.Equal(
            Enumerable.Range(0, 6).Select(number => Convert.ToHexStringLower(MD5.HashData(UploadRig.RandomBytes(5 * Part, number)))), sums);
        rig.AssertClean();
    }

    private async Task UploadAsync(UploadRig rig)
    {
        await using ObjectUpload upload = await rig.OpenAsync(Part);
        await UploadRig.WriteAsync(upload, _bytes, new Extent(0, _bytes.Length))
            .WaitAsync(Bound, TestContext.Current.CancellationToken);
        await upload.CompleteAsync(_bytes.Length).WaitAsync(Bound, TestContext.Current.CancellationToken);
    }
}
