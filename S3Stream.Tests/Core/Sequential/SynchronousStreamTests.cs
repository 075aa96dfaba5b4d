using System.Formats.Tar;
using System.IO.Compression;
using System.Xml;
using S3Stream.Tests.EndToEnd;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Sequential;

/// <summary>Streams under writers and readers that know no other than synchronous calls, and objects whose length nobody counts.</summary>
public sealed class SynchronousStreamTests
{
    [Fact]
    public async Task A_zip_archive_is_written_and_read()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        byte[] entry = TestData.Bytes(11 << 20, seed: 1);
        await using ObjectUpload upload = await rig.Client.CreateUploadAsync(ClientRig.At("a.zip"));
        await using (Stream stream = upload.AsStream())
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
            using Stream file = archive.CreateEntry("file").Open();
            file.Write(entry);
        }

        StoredObject stored = await upload.CompleteAsync();

        Assert.True(stored.Length > entry.Length);
        var read = new MemoryStream();
        await using (ObjectDownload download = await rig.Client.OpenDownloadAsync(ClientRig.At("a.zip")))
        {
            download.AsStream(leaveOpen: true).CopyTo(read);
        }

        using var found = new ZipArchive(read, ZipArchiveMode.Read);
        using Stream source = found.GetEntry("file")!.Open();
        var bytes = new MemoryStream();
        source.CopyTo(bytes);
        Assert.Equal(entry, bytes.ToArray());
    }

    [Fact]
    public async Task A_packed_tar_archive_is_written_and_read()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        byte[] entry = TestData.Bytes(7 << 20, seed: 2);
        await using ObjectUpload upload = await rig.Client.CreateUploadAsync(ClientRig.At("a.tar.gz"));
        using (Stream stream = upload.AsStream())
        using (var packed = new GZipStream(stream, CompressionLevel.Fastest))
        using (var tar = new TarWriter(packed))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream(entry) });
        }

        await upload.CompleteAsync(TestContext.Current.CancellationToken);

        await using ObjectDownload download = await rig.Client.OpenDownloadAsync(ClientRig.At("a.tar.gz"));
        using var unpacked = new GZipStream(download.AsStream(), CompressionMode.Decompress);
        using var reader = new TarReader(unpacked);
        var bytes = new MemoryStream();
        reader.GetNextEntry()!.DataStream!.CopyTo(bytes);
        Assert.Equal(entry, bytes.ToArray());
    }

    [Fact]
    public async Task Xml_is_written_and_read_and_single_bytes_too()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        await using ObjectUpload upload = await rig.Client.CreateUploadAsync(ClientRig.At("a.xml"));
        using (Stream stream = upload.AsStream())
        {
            using (var writer = XmlWriter.Create(stream))
            {
                writer.WriteElementString("a", "text");
            }

            stream.WriteByte((byte)'\n');
            stream.Write([(byte)'\n'], 0, 1);
        }

        await upload.CompleteAsync();

        byte[] all = await rig.GetAsync("a.xml");
        Assert.Equal("\n\n"u8, all.AsSpan(^2..));
        await using ObjectDownload download = await rig.Client.OpenDownloadAsync(ClientRig.At("a.xml"));
        Stream source = download.AsStream();
        Assert.Equal(all[0], source.ReadByte());
        byte[] rest = new byte[all.Length];
        Assert.Equal(all.Length - 1, source.ReadAtLeast(rest, all.Length, throwOnEndOfStream: false));
        Assert.Equal(all[1..], rest[..^1]);
        Assert.Equal(-1, source.ReadByte());
    }

    [Fact]
    public async Task An_object_ends_where_its_declared_length_says_and_without_one_behind_its_last_byte()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        await using ObjectUpload gap = await rig.Client.CreateUploadAsync(ClientRig.At("gap"));
        WriteOneByte(gap.AsStream(offset: 10));
        TransferFailedException missing = await Assert.ThrowsAsync<TransferFailedException>(() => gap.CompleteAsync());
        Assert.Equal(new Extent(0, 10), missing.At);

        await using ObjectUpload shorter = await rig.Client.CreateUploadAsync(ClientRig.At("short"), new UploadOptions { Length = 5 });
        WriteOneByte(shorter.AsStream());
        await Assert.ThrowsAsync<TransferFailedException>(() => shorter.CompleteAsync());

        await using ObjectUpload empty = await rig.Client.CreateUploadAsync(ClientRig.At("empty"));
        Assert.Equal(0, (await empty.CompleteAsync()).Length);
    }

    private static void WriteOneByte(Stream stream)
    {
        using (stream)
        {
            stream.WriteByte(1);
        }
    }
}
