using System.IO.Pipelines;
using S3Stream.Sequential;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Sequential;

public sealed class UploadCopiesTests
{
    private const int Slab = UploadRig.Slab;

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(Slab, true)]
    [InlineData((2 * Slab) + 9, true)]
    [InlineData((2 * Slab) + 9, false)]
    public async Task All_of_a_stream_is_stored(int length, bool isDeclared)
    {
        using var rig = new UploadRig();
        byte[] expected = UploadRig.RandomBytes(length);
        long? declared = isDeclared ? length : null;
        await using (ObjectUpload upload = await rig.OpenAsync(Slab, new UploadOptions { Length = declared }))
        {
            StoredObject stored = await upload.SendAsync(
                writer => writer.WriteAllAsync(new MemoryStream(expected), declared, default), default);
            Assert.Equal(length, stored.Length);
        }

        Assert.Equal(expected, rig.Store.Find(UploadRig.Address));
        rig.AssertClean();
    }

    [Theory]
    [InlineData(99, FailureReason.Invalid)]
    [InlineData(101, FailureReason.Incomplete)]
    public async Task A_stream_of_another_length_than_declared_fails(long declared, FailureReason reason)
    {
        using var rig = new UploadRig();
        await using (ObjectUpload upload = await rig.OpenAsync(Slab, new UploadOptions { Length = declared }))
        {
            TransferFailedException error = await Assert.ThrowsAsync<TransferFailedException>(
                () => upload.SendAsync(writer => writer.WriteAllAsync(new MemoryStream(new byte[100]), declared, default), default));
            Assert.Equal(reason, error.Reason);
        }

        Assert.Null(rig.Store.Find(UploadRig.Address));
        rig.AssertClean();
    }

    [Fact]
    public async Task All_of_a_pipe_is_stored()
    {
        using var rig = new UploadRig();
        byte[] expected = UploadRig.RandomBytes((2 * Slab) + 9);
        PipeReader reader = PipeReader.Create(new MemoryStream(expected));
        await using (ObjectUpload upload = await rig.OpenAsync(Slab))
        {
            await upload.SendAsync(writer => writer.WriteAllAsync(reader, default), default);
        }

        Assert.Equal(expected, rig.Store.Find(UploadRig.Address));
        rig.AssertClean();
    }
}
