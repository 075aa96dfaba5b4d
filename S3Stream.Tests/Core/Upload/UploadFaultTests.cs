using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

/// <summary>Stores that answer late, twice or slowly, and many uploads that share too little memory.</summary>
public sealed class UploadFaultTests
{
    private const int Part = 1000;
    private const int Parts = 5;
    private static readonly StorageException Lost = new(FailureReason.Unavailable, "The connection was reset.");

    [Fact] // scenario 29
    public async Task A_part_whose_first_answer_is_lost_counts_once_and_the_object_is_right()
    {
        using var rig = new UploadRig();
        byte[] bytes = UploadRig.RandomBytes(Parts * Part);
        int lost = 0;
        rig.Store.Fault = call => call is { Verb: StoreVerb.UploadPart, Part: 2, Moment: StoreMoment.After } && lost++ == 0 ? Lost : null;

        StoredObject stored = await UploadAsync(rig, UploadRig.Address, bytes);

        // the store took part 2 twice; the list that completes names it once
        Assert.Equal(Parts + 1, rig.Store.CallsOf(StoreVerb.UploadPart).Count);
        Assert.Equal(bytes, rig.Store.Find(UploadRig.Address));
        Assert.EndsWith($"-{Parts}", stored.ETag.Trim('"'), StringComparison.Ordinal);
        rig.AssertClean();
    }

    [Fact] // scenario 29
    public async Task A_part_is_not_given_back_to_the_pool_before_its_second_answer()
    {
        using var rig = new UploadRig();
        byte[] bytes = UploadRig.RandomBytes(Parts * Part);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int tries = 0;
        rig.Store.Fault = call => call is { Verb: StoreVerb.UploadPart, Part: 2, Moment: StoreMoment.After } && tries == 1 ? Lost : null;
        rig.Store.Delay = (call, token) =>
        {
            if (call is not { Verb: StoreVerb.UploadPart, Part: 2, Moment: StoreMoment.Before } || ++tries < 2)
            {
                return Task.CompletedTask;
            }

            reached.SetResult();
            return second.Task.WaitAsync(token);
        };
        Task<StoredObject> upload = UploadAsync(rig, UploadRig.Address, bytes);
        await reached.Task;

        Assert.InRange(rig.Services.Slabs.Rented, 1, long.MaxValue);
        second.SetResult();
        await upload;

        Assert.Equal(bytes, rig.Store.Find(UploadRig.Address));
        rig.AssertClean();
    }

    [Fact] // scenario 59
    public async Task Sixty_four_uploads_on_the_memory_of_eight_parts_all_complete()
    {
        const int Uploads = 64;
        const int Size = 3 * UploadRig.Slab;
        using var rig = new UploadRig(budgetSlabs: 8);
        byte[][] contents = [.. Enumerable.Range(0, Uploads).Select(seed => UploadRig.RandomBytes(Size, seed))];
        ObjectAddress[] addresses = [.. Enumerable.Range(0, Uploads).Select(i => new ObjectAddress("bucket", $"of-{i}"))];

        await Task.WhenAll(addresses.Zip(contents, (address, bytes) => UploadAsync(rig, address, bytes, UploadRig.Slab)));

        Assert.All(addresses.Zip(contents), pair => Assert.True(pair.Second.AsSpan().SequenceEqual(rig.Store.Find(pair.First))));
        rig.AssertClean();
    }

    private static async Task<StoredObject> UploadAsync(UploadRig rig, ObjectAddress address, byte[] bytes, long partSize = Part)
    {
        await Task.Yield();
        await using ObjectUpload upload = await rig.OpenAsync(partSize, address: address);
        await UploadRig.WriteAsync(upload, bytes, new Extent(0, bytes.Length));
        return await upload.CompleteAsync(bytes.Length);
    }
}
