using System.Security.Cryptography;
using FsCheck.Xunit;
using S3Stream.Memory;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Core.Upload;

/// <summary>
/// Scenario 68: whatever the order, the cut, the number of writers and the faults of the store, the object is right or there is none.
/// </summary>
public sealed class ObjectUploadProperties
{
    private const int Part = 1 << 18;

    [Property(MaxTest = 60)]
    public Task<bool> Any_partition_and_permutation_over_any_writers_gives_the_source_bytes(ushort seed, byte writers, bool declared) =>
        RunAsync(seed, 1 + (writers % 8), uploads: 1, ordered: false, declared, faults: false);

    [Property(MaxTest = 60)]
    public Task<bool> Writers_in_order_never_need_more_than_the_budget(ushort seed, byte writers, bool declared) =>
        RunAsync(seed, 1 + (writers % 16), uploads: 1, ordered: true, declared, faults: false);

    [Property(MaxTest = 30)]
    public Task<bool> Several_uploads_share_one_budget(ushort seed, byte writers, byte uploads, bool ordered) =>
        RunAsync(seed, 1 + (writers % 4), 1 + (uploads % 4), ordered, declared: false, faults: false);

    [Property(MaxTest = 60)]
    public Task<bool> With_a_store_that_fails_at_random_the_object_is_right_or_absent(ushort seed, byte writers, bool ordered) =>
        RunAsync(seed, 1 + (writers % 4), uploads: 1, ordered, declared: false, faults: true);

    private static async Task<bool> RunAsync(int seed, int writers, int uploads, bool ordered, bool declared, bool faults)
    {
        Random random = new(seed);
        string? directory = ordered ? null : Directory.CreateTempSubdirectory("s3stream-spill-").FullName;
        try
        {
            using UploadRig rig = new(
                budgetSlabs: uploads + 2 + random.Next(4), spill: directory is null ? null : new SpillArea(directory, 1L << 30));
            if (faults)
            {
                Random dice = new(seed + 1);
                rig.Store.Fault = call =>
                {
                    lock (dice)
                    {
                        return dice.Next(5) == 0 ? new StorageException(FailureReason.Unavailable, "The connection was lost.") : null;
                    }
                };
            }

            bool[] right = await Task.WhenAll(Enumerable.Range(0, uploads).Select(index =>
                UploadOneAsync(rig, new ObjectAddress("bucket", $"object-{index}"), seed + index, writers, ordered, declared)));
            rig.AssertClean();
            return right.All(ok => ok) && (directory is null || Directory.GetFiles(directory).Length == 0);
        }
        finally
        {
            if (directory is not null)
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static async Task<bool> UploadOneAsync(UploadRig rig, ObjectAddress address, int seed, int writers, bool ordered, bool declared)
    {
        Random random = new(seed);
        byte[] bytes = UploadRig.RandomBytes(random.Next(12 * Part), seed);
        List<Extent> blocks = Cut(bytes.Length, random);
        if (!ordered)
        {
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(blocks));
        }

        await using ObjectUpload upload = await rig.OpenAsync(
            Part, new UploadOptions { Length = declared ? bytes.Length : null, Checksums = seed % 2 == 0 ? ObjectChecksums.Md5 : ObjectChecksums.None }, address: address);
        UploadWriter[] open = [.. Enumerable.Range(0, writers).Select(_ => upload.OpenWriter())];
        try
        {
            await Task.WhenAll(open.Select((writer, index) => Task.Run(async () =>
            {
                using (writer)
                {
                    foreach (Extent block in blocks.Where((_, i) => i * 7919L % 104729 % writers == index))
                    {
                        await UploadRig.WriteAsync(writer, bytes, block);
                    }
                }
            }))).WaitAsync(TimeSpan.FromSeconds(60));
            StoredObject done = await upload.CompleteAsync(bytes.Length).WaitAsync(TimeSpan.FromSeconds(60));
            if (done.Checksums.Md5 is { } md5 && md5 != Convert.ToHexStringLower(MD5.HashData(bytes)))
            {
                return false;
            }
        }
        catch (S3StreamException)
        {
            // reported failure: then no object, unless the failure was that the outcome could not be learnt
            return rig.Store.Find(address) is not { } found || found.AsSpan().SequenceEqual(bytes);
        }

        return rig.Store.Find(address) is { } stored && stored.AsSpan().SequenceEqual(bytes);
    }

    private static List<Extent> Cut(int length, Random random)
    {
        List<Extent> blocks = [];
        for (int offset = 0; offset < length;)
        {
            int size = Math.Min(length - offset, 1 + random.Next(Part / 3));
            blocks.Add(new Extent(offset, size));
            offset += size;
        }

        return blocks;
    }
}
