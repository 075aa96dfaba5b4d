using System.Text;
using S3Stream.Embedded;
using Xunit;

namespace S3Stream.Tests.Embedded;

/// <summary>XML bodies: what a client may send, and that no body takes more memory than a multiple of the largest true one.</summary>
public class DocumentTests
{
    private const string Target = "/" + StoreUnderTest.Bucket;

    [Theory]
    [InlineData("<a/>")]
    [InlineData("<a></a>")]
    [InlineData("<!---->")]
    [InlineData("<?x?>")]
    [InlineData("<![CDATA[]]>")]
    public void A_document_of_very_many_tags_is_refused_before_it_is_a_tree(string tag)
    {
        var text = new StringBuilder("<Delete>");
        while (text.Length < StoreLimits.MaxDocumentBytes - 20)
        {
            text.Append(tag);
        }

        AssertRefusedCheaply(Encoding.UTF8.GetBytes(text.Append("</Delete>").ToString()));
    }

    [Fact]
    public void A_tag_of_very_many_attributes_is_refused_before_it_is_a_tree()
    {
        var text = new StringBuilder("<Delete");
        for (int i = 0; text.Length < StoreLimits.MaxDocumentBytes - 20; i++)
        {
            text.Append($" a{i}=''");
        }

        AssertRefusedCheaply(Encoding.UTF8.GetBytes(text.Append("/>").ToString()));
    }

    [Fact]
    public async Task A_large_body_that_is_no_document_is_refused_before_it_is_read()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] body = new byte[StoreLimits.MaxDocumentBytes + 1];
        Array.Fill(body, (byte)'<');

        var answer = await store.Raw.SendAsync(new RawRequest("POST", Target) { Query = "delete=", Body = body });

        Assert.Equal((400, "EntityTooLarge"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("<Delete xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><Object><Key>k</Key></Object></Delete>")]
    [InlineData("\uFEFF<Delete><Object><Key>k</Key></Object></Delete>")]
    [InlineData("<?xml version='1.0' encoding='UTF-8'?>\n<s3:Delete xmlns:s3='x'><s3:Object><s3:Key>k</s3:Key></s3:Object></s3:Delete>")]
    [InlineData("<Delete><Unknown><Deep/></Unknown><Object><!-- c --><Key><![CDATA[k]]></Key></Object></Delete>")]
    public async Task Documents_in_any_dialect_are_read(string document)
    {
        await using var store = await StoreUnderTest.StartAsync();
        await store.Client.PutObjectAsync(new() { BucketName = StoreUnderTest.Bucket, Key = "k", ContentBody = "x" });

        var answer = await store.Raw.SendAsync(new RawRequest("POST", Target) { Query = "delete=", Body = Encoding.UTF8.GetBytes(document) });

        Assert.Equal(200, answer.Status);
        Assert.Equal(404, (await store.Raw.SendAsync(new RawRequest("GET", Target + "/k"))).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<Delete>")]
    [InlineData("<Other/>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><Delete>&b;</Delete>")]
    [InlineData("not a document")]
    public async Task What_is_no_such_document_is_malformed(string document)
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(new RawRequest("POST", Target) { Query = "delete=", Body = Encoding.UTF8.GetBytes(document) });

        Assert.Equal((400, "MalformedXML"), (answer.Status, answer.Code));
    }

    private static void AssertRefusedCheaply(byte[] document)
    {
        using var stream = new MemoryStream(document, 0, document.Length, writable: false, publiclyVisible: true);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Assert.Throws<StoreFaultException>(() => RequestDocument.Parse(stream, "Delete"));
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal("MalformedXML", fault.Error.Code);
        Assert.True(taken < 1_000_000, $"{taken} bytes were allocated");
    }
}
