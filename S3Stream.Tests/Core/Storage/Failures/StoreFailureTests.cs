using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using S3Stream.Storage.Failures;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

public sealed class StoreFailureTests
{
    [Theory]
    [InlineData(404, "NoSuchEntity", FailureReason.AccessDenied)] // a role, and no object
    [InlineData(403, "AccessDenied", FailureReason.AccessDenied)]
    [InlineData(400, "ValidationError", FailureReason.AccessDenied)]
    [InlineData(400, "Throttling", FailureReason.Throttled)]
    [InlineData(503, "ServiceUnavailable", FailureReason.Unavailable)]
    public void A_refusal_of_the_service_that_gives_credentials_is_none_of_the_store(int status, string code, FailureReason expected)
    {
        var refused = new AmazonServiceException("AssumeRole grid: said so", null, ErrorType.Sender, code, "R1", (HttpStatusCode)status);

        StorageException failure = StoreFailure.From(refused, new StoreCall("HeadObject", "bucket/key"));

        Assert.Equal((expected, status, code), (failure.Reason, failure.StatusCode, failure.ErrorCode));
        Assert.Contains("no credentials: AssumeRole grid: said so", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "PutObject bucket/key failed (HTTP 404, NoSuchBucket).")] // RGW says no more
    [InlineData("Gone", "PutObject bucket/key failed (HTTP 404, NoSuchBucket): Gone.")]
    [InlineData("Gone.", "PutObject bucket/key failed (HTTP 404, NoSuchBucket): Gone.")]
    public void The_text_of_an_answer_stands_behind_its_facts_if_there_is_any(string text, string expected)
    {
        var refused = new AmazonS3Exception(text, ErrorType.Sender, "NoSuchBucket", "", HttpStatusCode.NotFound);

        StorageException failure = StoreFailure.From(refused, new StoreCall("PutObject", "bucket/key"));

        Assert.Equal(expected, failure.Message);
    }
}
