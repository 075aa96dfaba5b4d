using S3Stream.Storage.Signing;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

/// <summary>Signatures that AWS has published: the examples of the S3 API reference, and the Signature Version 4 test suite.</summary>
public sealed class SignatureV4Tests
{
    private static readonly SignatureV4 S3 = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");
    private static readonly SignatureV4 Suite = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "service");

    [Fact]
    public void A_ranged_read_is_signed_as_in_the_reference()
    {
        string authorization = S3.Authorization(
            "GET",
            "/test.txt",
            "",
            [
                new("host", "examplebucket.s3.amazonaws.com"),
                new("range", "bytes=0-9"),
                new("x-amz-content-sha256", SignatureV4.EmptyPayload),
                new("x-amz-date", "20130524T000000Z"),
            ],
            "20130524T000000Z",
            SignatureV4.EmptyPayload);

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            authorization);
    }

    [Fact]
    public void A_put_is_signed_as_in_the_reference()
    {
        const string Payload = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
        string authorization = S3.Authorization(
            "PUT",
            "/test%24file.text",
            "",
            [
                new("date", "Fri, 24 May 2013 00:00:00 GMT"),
                new("host", "examplebucket.s3.amazonaws.com"),
                new("x-amz-content-sha256", Payload),
                new("x-amz-date", "20130524T000000Z"),
                new("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ],
            "20130524T000000Z",
            Payload);

        Assert.EndsWith(
            "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd", authorization, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("Param1=value1&Param2=value2", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    public void A_query_is_signed_as_in_the_test_suite(string query, string signature) =>
        Assert.EndsWith("Signature=" + signature, SignSuite(query), StringComparison.Ordinal);

    [Fact]
    public void Blanks_in_a_value_are_signed_as_in_the_test_suite() => Assert.EndsWith(
        "Signature=acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        SignSuite("", new("my-header1", " value1"), new("my-header2", " \"a   b   c\"")),
        StringComparison.Ordinal);

    [Fact]
    public void A_header_that_is_longer_than_usual_is_signed_whole()
    {
        string longer = new('x', 5_000);

        Assert.NotEqual(SignSuite("", new KeyValuePair<string, string>(
            "my-header1", longer)), SignSuite("", new KeyValuePair<string, string>("my-header1", longer + "y")));
    }

    private static string SignSuite(string query, params KeyValuePair<string, string>[] more) => Suite.Authorization(
        "GET",
        "/",
        query,
        [new("host", "example.amazonaws.com"), .. more, new("x-amz-date", "20150830T123600Z")],
        "20150830T123600Z",
        SignatureV4.EmptyPayload);
}
