using System.IO.Pipelines;
using S3Stream.Tests.Fakes;
using Xunit;
using static S3Stream.Tests.Fakes.TransferRig;

namespace S3Stream.Tests.Core.Sequential;

/// <summary>The one-call transfers through the public client, with S3's own least part size.</summary>
public sealed class S3StreamClientExtensionsTests : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("s3stream-client-");
    private readonly InMemoryObjectStore _store = new();
    private readonly S3StreamClient _client;

    public S3StreamClientExtensionsTests() =>
        _client = new S3StreamClient(new S3StreamOptions { PartSize = 5 * MiB, MemoryBudget = 40 * MiB }, _store);

    public async ValueTask DisposeAsync()
    {
        Assert.Equal(0, _client.MemoryInUse);
        Assert.Equal(0, _client.Services.Slabs.Rented);
        Assert.Empty(_store.OpenUploads);
        await _client.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5 * MiB)]
    [InlineData((11 * MiB) + 1)]
    public async Task A_stream_goes_up_and_comes_down_the_same(int length)
    {
        byte[] expected = RandomBytes(length);
        StoredObject stored = await _client.UploadAsync(Address, new MemoryStream(expected));
        Assert.Equal(length, stored.Length);
        using var back = new MemoryStream();
        ObjectEntry entry = await _client.DownloadToAsync(Address, back);
        Assert.Equal(stored.ETag, entry.ETag);
        Assert.Equal(expected, back.ToArray());
    }

    [Fact]
    public async Task A_stream_is_uploaded_from_its_position_on()
    {
        byte[] bytes = RandomBytes(1000);
        await _client.UploadAsync(Address, new MemoryStream(bytes) { Position = 300 });
        Assert.Equal(bytes[300..], _store.Find(Address));
    }

    [Fact]
    public async Task A_pipe_is_uploaded_to_its_end()
    {
        byte[] expected = RandomBytes((6 * MiB) + 1);
        await _client.UploadPipeAsync(Address, PipeReader.Create(new MemoryStream(expected)));
        Assert.Equal(expected, _store.Find(Address));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((21 * MiB) + 1)]
    public async Task A_file_goes_up_and_comes_down_the_same(int length)
    {
        byte[] expected = RandomBytes(length);
        string source = Path.Join(_directory.FullName, "source");
        string target = Path.Join(_directory.FullName, "target");
        await File.WriteAllBytesAsync(source, expected);
        await _client.UploadFileAsync(Address, source);
        await _client.DownloadFileAsync(Address, target);
        Assert.Equal(expected, await File.ReadAllBytesAsync(target));
    }

    [Fact]
    public async Task A_source_that_fails_makes_no_object()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[100]);
        await pipe.Writer.CompleteAsync(new InvalidDataException("the source failed"));
        await Assert.ThrowsAsync<InvalidDataException>(() => _client.UploadPipeAsync(Address, pipe.Reader));
        Assert.Null(_store.Find(Address));
    }

    [Fact]
    public async Task An_object_that_does_not_exist_makes_no_file()
    {
        string target = Path.Join(_directory.FullName, "target");
        StorageException error = await Assert.ThrowsAsync<StorageException>(() => _client.DownloadFileAsync(Address, target));
        Assert.Equal(FailureReason.NotFound, error.Reason);
        Assert.Empty(_directory.GetFiles());
    }
}
