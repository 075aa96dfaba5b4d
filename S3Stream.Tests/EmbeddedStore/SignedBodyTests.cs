using System.Security.Cryptography;
using System.Text;
using S3Stream.Embedded;
using Xunit;

namespace S3Stream.Tests.Embedded;

/// <summary>Bodies, their framing and everything that is declared of them, down to the bytes on the wire.</summary>
public class SignedBodyTests
{
    private const string Target = "/" + StoreUnderTest.Bucket + "/k";
    private static readonly byte[] Content = StoreUnderTest.Bytes(150_001);

    [Theory]
    [InlineData(8_192)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public async Task Signed_frames_are_taken_off_the_content(int frameBytes)
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(Framed("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", seed => seed.Frames(Content, frameBytes)));

        Assert.Equal(200, answer.Status);
        Assert.Equal(Content, await store.ReadAsync("k"));
    }

    [Fact]
    public async Task A_tampered_frame_signature_is_refused_and_nothing_is_stored()
    {
        await using var store = await StoreUnderTest.StartAsync();
        int frame = 0;

        var answer = await store.Raw.SendAsync(Framed(
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", seed => seed.Frames(
                Content, 65_536, tamper: signature => frame++ == 1 ? new string('0', 64) : signature)));

        Assert.Equal((403, "SignatureDoesNotMatch"), (answer.Status, answer.Code));
        await AssertNothingStoredAsync(store);
    }

    [Fact]
    public async Task Tampered_content_under_a_right_signature_is_refused()
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(Framed("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", seed =>
        {
            byte[] body = seed.Frames(Content, 65_536);
            body[1_000] ^= 1;
            return body;
        }));

        Assert.Equal((403, "SignatureDoesNotMatch"), (answer.Status, answer.Code));
        await AssertNothingStoredAsync(store);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_trailing_checksum_is_verified(bool right)
    {
        await using var store = await StoreUnderTest.StartAsync();
        string trailer = "x-amz-checksum-crc64nvme:" + Checksum(ChecksumAlgorithm.Crc64Nvme, right ? Content : [1]);
        RawRequest request = Framed("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", seed => seed.Frames(Content, 65_536, trailer));
        request.Headers["x-amz-trailer"] = "x-amz-checksum-crc64nvme";

        var answer = await store.Raw.SendAsync(request);

        Assert.Equal(right ? (200, "") : (400, "BadDigest"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_tampered_trailer_is_refused()
    {
        await using var store = await StoreUnderTest.StartAsync();
        string right = Checksum(ChecksumAlgorithm.Crc32, Content);
        RawRequest request = Framed("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", seed =>
        {
            string signed = Encoding.Latin1.GetString(seed.Frames(Content, 65_536, "x-amz-checksum-crc32:AAAAAA=="));
            return Encoding.Latin1.GetBytes(signed.Replace("AAAAAA==", right, StringComparison.Ordinal));
        });
        request.Headers["x-amz-trailer"] = "x-amz-checksum-crc32";

        Assert.Equal("SignatureDoesNotMatch", (await store.Raw.SendAsync(request)).Code);
    }

    [Fact]
    public async Task Unsigned_frames_with_a_trailer_are_taken()
    {
        await using var store = await StoreUnderTest.StartAsync();
        RawRequest request = Unsigned($"x-amz-checksum-sha256:{Checksum(ChecksumAlgorithm.Sha256, Content)}\r\n");
        request.Headers["x-amz-trailer"] = "x-amz-checksum-sha256";

        Assert.Equal(200, (await store.Raw.SendAsync(request)).Status);
        Assert.Equal(Content, await store.ReadAsync("k"));
    }

    [Theory]
    [InlineData("", "MalformedTrailerError")]
    [InlineData("x-amz-checksum-sha256:AAAA\r\n", "MalformedTrailerError")]
    [InlineData("no colon\r\n", "MalformedTrailerError")]
    public async Task A_trailer_that_is_not_the_announced_one_is_refused(string trailer, string code)
    {
        await using var store = await StoreUnderTest.StartAsync();
        RawRequest request = Unsigned(trailer);
        request.Headers["x-amz-trailer"] = "x-amz-checksum-crc32";

        Assert.Equal(code, (await store.Raw.SendAsync(request)).Code);
        await AssertNothingStoredAsync(store);
    }

    [Theory]
    [InlineData("zz\r\nabc\r\n0\r\n\r\n")]
    [InlineData("-3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("3\r\nabcd\r\n0\r\n\r\n")]
    [InlineData("3\r\nabc\r\n")]
    [InlineData("2\r\nab\r\n0\r\n\r\n")]
    [InlineData("4\r\nabcd\r\n0\r\n\r\n")]
    [InlineData("3\r\nabc\r\n0\r\n\r\nmore")]
    [InlineData("3\r\nabc")]
    [InlineData("7fffffffffffffff\r\nabc")]
    [InlineData("")]
    public async Task A_malformed_frame_is_refused_and_nothing_is_stored(string body)
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(new RawRequest("PUT", Target)
        {
            PayloadHash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            Headers = { ["x-amz-decoded-content-length"] = "3" },
            Body = Encoding.ASCII.GetBytes(body),
        });

        Assert.Equal(400, answer.Status);
        await AssertNothingStoredAsync(store);
    }

    [Fact]
    public async Task A_frame_header_without_end_is_refused()
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(new RawRequest("PUT", Target)
        {
            PayloadHash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            Headers = { ["x-amz-decoded-content-length"] = "3" },
            Body = Encoding.ASCII.GetBytes(new string('1', 5_000)),
        });

        Assert.Equal((400, "InvalidRequest"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("x-amz-checksum-crc32")]
    [InlineData("x-amz-checksum-crc32c")]
    [InlineData("x-amz-checksum-crc64nvme")]
    [InlineData("x-amz-checksum-sha1")]
    [InlineData("x-amz-checksum-sha256")]
    public async Task A_checksum_header_is_verified(string name)
    {
        await using var store = await StoreUnderTest.StartAsync();
        ChecksumAlgorithm algorithm = ChecksumAlgorithm.All.Single(known => known.HeaderName == name);

        var right = await store.Raw.SendAsync(
            new RawRequest("PUT", Target) { Body = Content, Headers = { [name] = Checksum(algorithm, Content) } });
        var wrong = await store.Raw.SendAsync(
            new RawRequest("PUT", Target) { Body = [1], Headers = { [name] = Checksum(algorithm, Content) } });
        var notBase64 = await store.Raw.SendAsync(new RawRequest("PUT", Target) { Body = [1], Headers = { [name] = "?" } });

        Assert.Equal(200, right.Status);
        Assert.Equal("BadDigest", wrong.Code);
        Assert.Equal("InvalidRequest", notBase64.Code);
        Assert.Equal(Content, await store.ReadAsync("k"));
    }

    [Fact]
    public async Task ContentMD5_and_the_payload_hash_are_verified()
    {
        await using var store = await StoreUnderTest.StartAsync();
        string md5 = Convert.ToBase64String(MD5.HashData(Content));
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(Content));

        async Task<string> CodeAsync(RawRequest request) => (await store.Raw.SendAsync(request)).Code;

        Assert.Equal(
            "",
            await CodeAsync(new RawRequest("PUT", Target) { Body = Content, PayloadHash = sha256, Headers = { ["content-md5"] = md5 } }));
        Assert.Equal("BadDigest", await CodeAsync(new RawRequest("PUT", Target) { Body = [1], Headers = { ["content-md5"] = md5 } }));
        Assert.Equal("XAmzContentSHA256Mismatch", await CodeAsync(new RawRequest("PUT", Target) { Body = [1], PayloadHash = sha256 }));
        Assert.Equal(
            "InvalidDigest", await CodeAsync(new RawRequest("PUT", Target) { Body = [1], Headers = { ["content-md5"] = "AAAA" } }));
        Assert.Equal("InvalidArgument", await CodeAsync(new RawRequest("PUT", Target) { Body = [1], PayloadHash = "nonsense" }));
    }

    [Fact]
    public async Task A_checksum_announced_and_never_sent_is_refused()
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(
            new RawRequest("PUT", Target) { Body = [1], Headers = { ["x-amz-sdk-checksum-algorithm"] = "CRC32" } });

        Assert.Equal("InvalidRequest", answer.Code);
    }

    [Fact]
    public async Task A_body_without_a_length_is_refused()
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(new RawRequest("PUT", Target)
        {
            Body = "3\r\nabc\r\n0\r\n\r\n"u8.ToArray(),
            UnsignedHeaders = { ["transfer-encoding"] = "chunked" },
        });

        Assert.Equal((411, "MissingContentLength"), (answer.Status, answer.Code));
    }

    private static RawRequest Framed(string form, Func<SignatureSeed, byte[]> body) => new("PUT", Target)
    {
        PayloadHash = form,
        Headers = { ["x-amz-decoded-content-length"] = "150001", ["content-encoding"] = "aws-chunked" },
        BodyOf = body,
    };

    private static RawRequest Unsigned(string trailer) => new("PUT", Target)
    {
        PayloadHash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        Headers = { ["x-amz-decoded-content-length"] = "150001" },
        Body = [.. Encoding.ASCII.GetBytes($"{Content.Length:x}\r\n"), .. Content, .. Encoding.ASCII.GetBytes($"\r\n0\r\n{trailer}\r\n")],
    };

    private static string Checksum(ChecksumAlgorithm algorithm, byte[] bytes)
    {
        using IContentHash hash = algorithm.CreateHash();
        hash.Append(bytes);
        return Convert.ToBase64String(hash.Finish());
    }

    private static async Task AssertNothingStoredAsync(StoreUnderTest store)
    {
        Assert.Equal(404, (await store.Raw.SendAsync(new RawRequest("HEAD", Target))).Status);
        Assert.Empty(store.BlobFiles());
    }
}
