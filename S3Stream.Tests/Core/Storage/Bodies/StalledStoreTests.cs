using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

/// <summary>A server on a real socket that stops reading, stops sending, or goes away.</summary>
public sealed class StalledStoreTests : IDisposable
{
    private static readonly ObjectAddress Address = new("bucket", "key");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _bytes = new byte[64 * 1024 * 1024];

    public StalledStoreTests() => _listener.Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_part_that_the_store_stops_taking_fails_for_want_of_progress(bool signPayload)
    {
        // scenarios 27, 63
        using S3ObjectStore store = Store(TimeSpan.FromMilliseconds(300), signPayload);

        // nobody accepts: the system takes the connection, and bytes until its buffers are full
        var failure = await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store, Token));

        Assert.Equal((FailureReason.Unavailable, "NoProgress"), (failure.Reason, failure.ErrorCode));
    }

    [Fact]
    public async Task A_part_may_take_longer_than_the_timeout_as_long_as_bytes_move()
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(1500); // many pauses, also on a busy machine
        using S3ObjectStore store = Store(limit, signPayload: false);
        long started = TimeProvider.System.GetTimestamp();
        Task<string> upload = UploadAsync(store, Token);
        using TcpClient connection = await AcceptAsync();
        await ReadRequestAsync(connection, pause: TimeSpan.FromMilliseconds(100));
        await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Token);

        Assert.Equal("e", await upload);
        Assert.True(TimeProvider.System.GetElapsedTime(started) > limit * 2);
    }

    [Fact]
    public async Task A_cancelled_part_leaves_its_memory_alone_and_reports_the_callers_token()
    {
        using S3ObjectStore store = Store(TimeSpan.FromSeconds(30), signPayload: false);
        using var cancel = new CancellationTokenSource();
        Task<string> upload = UploadAsync(store, cancel.Token);
        using TcpClient connection = await AcceptAsync();
        await connection.GetStream().ReadExactlyAsync(new byte[1000], Token);

        await cancel.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);

        Assert.Equal(cancel.Token, cancelled.CancellationToken);

        // what is still on its way was written before the call ended: bytes changed now never arrive
        _bytes.AsSpan().Fill(0xEE);
        byte[] rest = new byte[1024 * 1024];
        try
        {
            for (int count = 1; count > 0;)
            {
                count = await connection.GetStream().ReadAsync(rest, Token);
                Assert.DoesNotContain((byte)0xEE, rest.AsSpan(0, count).ToArray());
            }
        }
        catch (IOException)
        {
            // the cancelled request's connection is reset
        }
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_mid_body_is_a_transient_failure()
    {
        using S3ObjectStore store = Store(TimeSpan.FromSeconds(30), signPayload: false);
        Task<string> upload = UploadAsync(store, Token);
        using (TcpClient connection = await AcceptAsync())
        {
            await connection.GetStream().ReadExactlyAsync(new byte[1000], Token);
            connection.Client.LingerState = new LingerOption(true, 0);
        }

        var failure = await Assert.ThrowsAsync<StorageException>(() => upload);

        Assert.Equal(FailureReason.Unavailable, failure.Reason);
    }

    [Fact]
    public async Task A_range_whose_bytes_stop_coming_fails_for_want_of_progress()
    {
        using S3ObjectStore store = Store(TimeSpan.FromSeconds(3), signPayload: false);
        Task<RangeReply> get = store.GetRangeAsync(Address, new Extent(0, 10), null, Token);
        using TcpClient connection = await AcceptAsync();
        await connection.GetStream().WriteAsync(
            "HTTP/1.1 206 Partial Content\r\nETag: \"e\"\r\nContent-Range: bytes 0-9/10\r\nContent-Length: 10\r\n\r\nabc"u8.ToArray(),
            Token);
        using RangeReply reply = await get;
        byte[] bytes = new byte[10];

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await reply.Body!.ReadExactlyAsync(bytes, Token));

        Assert.Equal("abc", Encoding.ASCII.GetString(bytes, 0, 3));
        Assert.Equal("NoProgress", failure.ErrorCode);
    }

    [Fact] // scenario 31
    public async Task A_completion_may_take_ten_minutes_while_the_store_sends_white_space()
    {
        var time = new FakeTimeProvider();
        using S3ObjectStore store = S3ObjectStore.Create(
            Options(TimeSpan.FromSeconds(30), signPayload: false) with { TimeProvider = time });
        Task<PutReply> complete = CompleteAsync(store);
        using TcpClient connection = await AcceptAsync();
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<?xml version=\"1.0\"?>\n"u8.ToArray(), Token);
        for (int minute = 0; minute < 10; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await stream.WriteAsync(" "u8.ToArray(), Token);
            Assert.False(complete.IsCompleted);
        }

        await stream.WriteAsync("<CompleteMultipartUploadResult><ETag>\"e-1\"</ETag></CompleteMultipartUploadResult>"u8.ToArray(), Token);
        connection.Client.Shutdown(SocketShutdown.Send);

        Assert.Equal("e-1", (await complete.WaitAsync(TimeSpan.FromSeconds(30), Token)).ETag);
    }

    [Fact]
    public async Task A_completion_whose_answer_stops_in_its_midst_proves_nothing()
    {
        var time = new FakeTimeProvider();
        using S3ObjectStore store = S3ObjectStore.Create(
            Options(TimeSpan.FromSeconds(30), signPayload: false) with { TimeProvider = time });
        Task<PutReply> complete = CompleteAsync(store);
        using TcpClient connection = await AcceptAsync();
        await connection.GetStream().WriteAsync(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<?xml version=\"1.0\"?>\n  "u8.ToArray(), Token);
        await Eventually.TrueAsync(() => complete.IsCompleted, () => time.Advance(TimeSpan.FromMinutes(1)));
        var failure = await Assert.ThrowsAsync<StorageException>(() => complete);

        Assert.Equal((FailureReason.Unavailable, true), (failure.Reason, failure.IsTransient));
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_a_transient_failure()
    {
        using S3ObjectStore store = Store(TimeSpan.FromSeconds(5), signPayload: false);
        _listener.Stop();

        var put = await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store, Token));
        var head = await Assert.ThrowsAsync<StorageException>(() => store.HeadAsync(Address, Token));

        Assert.All(
            [put, head], failure => Assert.Equal((FailureReason.Unavailable, "ConnectionFailure"), (failure.Reason, failure.ErrorCode)));
    }

    // a request that failed before it connected must not leave the test waiting
    private async Task<TcpClient> AcceptAsync() =>
        await _listener.AcceptTcpClientAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);

    private async Task ReadRequestAsync(TcpClient connection, TimeSpan pause)
    {
        connection.ReceiveBufferSize = 256 * 1024;
        byte[] buffer = new byte[2 * 1024 * 1024];
        for (long total = 0; total < _bytes.Length;)
        {
            int count = await connection.GetStream().ReadAtLeastAsync(
                buffer, (int)Math.Min(buffer.Length, _bytes.Length - total), false, Token);
            total += count;
            await Task.Delay(pause, Token);
        }
    }

    private Task<string> UploadAsync(S3ObjectStore store, CancellationToken cancellationToken) =>
        store.UploadPartAsync(Address, "id", 1, Pieces.Of(_bytes, 1024 * 1024), default, cancellationToken);

    private static Task<PutReply> CompleteAsync(S3ObjectStore store) => store.CompleteMultipartAsync(
        Address, "id", [new StoredPart(1, 5, "e", default)], new CompletionConditions(5, default, FailIfExists: false), Token);

    private S3ObjectStore Store(TimeSpan timeout, bool signPayload) => S3ObjectStore.Create(Options(timeout, signPayload));

    private S3StreamOptions Options(TimeSpan timeout, bool signPayload) => new()
    {
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"),
        Profile = StoreProfile.Ceph with { SignPayload = signPayload },
        Credentials = new BasicAWSCredentials("AKID", "secret"),
        RequestTimeout = timeout,
    };
}
