using Xunit;

namespace S3Stream.Tests.Faults;

/// <summary>The steps of a scenario, done by the library. A step that ends well has done what it says, with the right bytes.</summary>
internal static class CoreSteps
{
    public static async Task RunAsync(FaultRig rig, string step, S3StreamClient client)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        switch (step)
        {
            case "put":
                await client.UploadAsync(rig.Address, new MemoryStream(rig.Content), cancellationToken: token);
                break;
            case "get":
                byte[] read = await ReadAsync(client, rig.Address);
                Assert.True(rig.Content.AsSpan().SequenceEqual(read), "wrong bytes were read as good");
                break;
            case "resume":
                await ResumeAsync(rig, client, token);
                break;
            case "rename":
                await client.Catalog.CopyAsync(rig.Address, rig.Renamed, token);
                await client.Catalog.DeleteAsync(rig.Address, token);
                Assert.Equal(rig.Content, await rig.StoredAsync(rig.Renamed));
                break;
            case "list":
                string prefix = rig.Scenario.Key[..(rig.Scenario.Key.LastIndexOf('/') + 1)];
                Assert.Contains(rig.Scenario.Key, await KeysAsync(client, prefix, token));
                break;
            case "stat":
                Assert.Equal(rig.Content.Length, (await client.Catalog.FindAsync(rig.Address, token))?.Length);
                break;
            case "checksum":
                ObjectEntry entry = await client.Catalog.FindAsync(rig.Address, token) ?? throw new FileNotFoundException();
                var crc = new System.IO.Hashing.Crc64(System.IO.Hashing.Crc64ParameterSet.Nvme);
                crc.Append(rig.Content);
                Assert.Equal(crc.GetCurrentHashAsUInt64(), entry.Checksums.Crc64Nvme ?? crc.GetCurrentHashAsUInt64());
                break;
            case "delete":
                await client.Catalog.DeleteAsync(rig.Address, token);
                break;
            default:
                throw new InvalidDataException($"no such step: {step}");
        }
    }

    public static async Task<byte[]> ReadAsync(S3StreamClient client, ObjectAddress address)
    {
        await using ObjectDownload download = await client.OpenDownloadAsync(address);
        var bytes = new MemoryStream();
        await download.AsStream().CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task<List<string>> KeysAsync(S3StreamClient client, string prefix, CancellationToken token)
    {
        List<string> keys = [];
        await foreach (ObjectEntry entry in client.Catalog.ListAsync(FaultRig.Bucket, prefix, cancellationToken: token))
        {
            keys.Add(entry.Key);
        }

        return keys;
    }

    private static async Task WriteAsync(UploadWriter writer, long offset, ReadOnlyMemory<byte> content, CancellationToken token)
    {
        for (int done = 0; done < content.Length;)
        {
            Memory<byte> memory = await writer.AcquireAsync(offset + done, content.Length - done, token);
            content.Slice(done, memory.Length).CopyTo(memory);
            writer.Commit(memory.Length);
            done += memory.Length;
        }
    }

    /// <summary>Sends a part and gives up; then continues.</summary>
    private static async Task ResumeAsync(FaultRig rig, S3StreamClient client, CancellationToken token)
    {
        var options = new UploadOptions { Length = rig.Content.Length, KeepForResume = true };
        await using (ObjectUpload first = await client.CreateUploadAsync(rig.Address, options, token))
        {
            using UploadWriter writer = first.OpenWriter();
            await WriteAsync(writer, 0, rig.Content.AsMemory(0, FaultRig.PartSize), token);
            while (first.StoredExtents.Count == 0)
            {
                token.ThrowIfCancellationRequested();
                await Task.Delay(10, token);
            }
        }

        await using ObjectUpload upload = await client.ResumeUploadAsync(rig.Address, options, token)
            ?? throw new InvalidOperationException("nothing to resume");
        int from = (int)upload.StoredExtents.Sum(extent => extent.Length);
        Assert.Equal(FaultRig.PartSize, from);
        using (UploadWriter writer = upload.OpenWriter())
        {
            await WriteAsync(writer, from, rig.Content.AsMemory(from), token);
        }

        await upload.CompleteAsync(rig.Content.Length, token);
    }
}
