using System.Net;
using System.Security.Cryptography;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using Xunit;
using static S3Stream.Tests.Core.Storage.ScriptedStore;
using static S3Stream.Tests.Core.Storage.ScriptedTransport;

namespace S3Stream.Tests.Core.Storage;

/// <summary>Whether the MD5 of a part goes out before it, or is compared with its ETag here.</summary>
public sealed class Md5UseTests
{
    private const string Md5Header = "Content-MD5";
    private static readonly S3StreamOptions Options = Http with { Profile = StoreProfile.Generic };
    private static readonly string Quoted = $"\"{Convert.ToHexStringLower(MD5.HashData(Bytes))}\"";

    [Fact]
    public async Task Once_an_ETag_was_the_MD5_of_what_was_sent_the_MD5_is_compared_here()
    {
        var transport = new ScriptedTransport(_ => Reply(HttpStatusCode.OK, "", ("ETag", Quoted)));
        using S3ObjectStore store = Store(Options, transport);

        Assert.Equal(Md5Use.BeforeSending, store.Md5UseOf(Address));
        await UploadAsync(store);
        Assert.Equal(Md5Use.BesideSending, store.Md5UseOf(Address));
        Assert.Equal(Quoted.Trim('"'), await UploadUncomparedAsync(store));

        Assert.Equal([true, false], transport.Requests.Select(sent => sent.Headers.ContainsKey(Md5Header)));
        Assert.Equal(Md5Use.BeforeSending, store.Md5UseOf(Address with { Bucket = "other" }));
    }

    [Fact]
    public async Task ETags_that_are_no_MD5s_leave_the_comparison_to_the_store()
    {
        var transport = new ScriptedTransport(_ => Reply(HttpStatusCode.OK, "", ("ETag", "\"some-version\"")));
        using S3ObjectStore store = Store(Options, transport);

        await UploadAsync(store);

        Assert.Equal(Md5Use.BeforeSending, store.Md5UseOf(Address));
    }

    [Fact]
    public async Task An_ETag_that_turns_out_to_be_of_encrypted_bytes_leaves_it_to_the_store_again()
    {
        var transport = new ScriptedTransport(sent => sent.Headers.ContainsKey(Md5Header)
            ? Reply(HttpStatusCode.OK, "", ("ETag", Quoted))
            : Reply(HttpStatusCode.OK, "", ("ETag", "\"x\""), ("x-amz-server-side-encryption", "aws:kms")));
        using S3ObjectStore store = Store(Options, transport);
        await UploadAsync(store);

        Assert.Equal("x", await UploadUncomparedAsync(store));

        Assert.Equal(Md5Use.BeforeSending, store.Md5UseOf(Address));
    }

    [Fact]
    public async Task A_bucket_that_turns_out_to_want_Content_MD5_gets_it()
    {
        var transport = new ScriptedTransport(sent => sent.Headers.ContainsKey(Md5Header)
            ? Reply(HttpStatusCode.OK, "", ("ETag", Quoted))
            : Error(400, "InvalidRequest"));
        using S3ObjectStore store = Store(Options, transport);
        await UploadAsync(store);

        Assert.Equal(Quoted.Trim('"'), await UploadUncomparedAsync(store));

        Assert.Equal(Md5Use.BeforeSending, store.Md5UseOf(Address));
        Assert.Equal([true, false, true], transport.Requests.Select(sent => sent.Headers.ContainsKey(Md5Header)));
    }

    [Fact]
    public void Another_checksum_needs_no_MD5()
    {
        using S3ObjectStore store = Store(Http, new ScriptedTransport(_ => Reply(HttpStatusCode.OK)));

        Assert.Equal(Md5Use.None, store.Md5UseOf(Address));
    }

    private static Task<string> UploadUncomparedAsync(S3ObjectStore store) =>
        store.UploadPartUncomparedAsync(Address, "id", 2, Pieces.Of(Bytes, 2), Token);
}
