using Amazon.S3.Model;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>The doctor against a store that enforces policies.</summary>
[Collection(RgwLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class DoctorTests(EndpointFixture<RgwFixture> endpoint, RgwFixture rgw) : IClassFixture<EndpointFixture<RgwFixture>>
{
    [Fact]
    public async Task On_a_bucket_of_ones_own_everything_works_and_nothing_stays()
    {
        ToolResult result = await RunAsync(Store.AccessKey, Store.SecretKey);

        result.AssertSuccess();
        Assert.DoesNotContain("REFUSED", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Store.SecretKey, result.All, StringComparison.Ordinal);
        await AssertNothingStaysAsync();
    }

    [Fact]
    public async Task What_a_policy_does_not_allow_is_named_with_the_policy_that_would()
    {
        Assert.SkipWhen(rgw.Unavailable is not null, rgw.Unavailable ?? "");
        await AllowAsync("s3:GetBucketLocation", "s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject");

        ToolResult result = await RunAsync(rgw.Second!.AccessKey, rgw.Second.SecretKey);

        result.AssertFailure();
        Assert.Equal(1, result.ExitCode);
        Assert.Matches("works +PutObject +s3:PutObject", result.Output);
        Assert.Matches("REFUSED +ListMultipartUploads +s3:ListBucketMultipartUploads", result.Output);
        string statement = $"\"s3:ListBucketMultipartUploads\"], \"Resource\": \"arn:aws:s3:::{endpoint.Bucket}\"";
        Assert.Contains(statement, result.Output, StringComparison.Ordinal);
        await AssertNothingStaysAsync();
    }

    [Fact]
    public async Task With_a_wrong_secret_it_says_so()
    {
        ToolResult result = await RunAsync(Store.AccessKey, "wrong-secret-key-that-nobody-has");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("secret key", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_answer_it_says_what_to_look_at()
    {
        ToolResult result = await RunAsync(Store.AccessKey, Store.SecretKey, $"http://127.0.0.1:{FreePort.Take()}");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("cannot be reached", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_account_of_the_credential_map_is_tried_with_its_own_keys_for_the_path()
    {
        using var local = new TemporaryDirectory();
        string map = local.Path("map");
        StoreSettings store = Store;
        await File.WriteAllTextAsync(
            map,
            $"good;{store.AccessKey};{store.SecretKey}\n"
                + $"mixed;{store.AccessKey};wrong-secret-key-that-nobody-has\nmixed;{store.AccessKey};{store.SecretKey};/{endpoint.Bucket}/doctor\n"
                + $"bad;{store.AccessKey};wrong-secret-key-that-nobody-has\n",
            TestContext.Current.CancellationToken);
        File.SetUnixFileMode(map, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (await RunAsync("unused", "unused", more: ["--credential-map", map, "--user", "good"])).AssertSuccess();
        (await RunAsync("unused", "unused", more: ["--credential-map", map, "--user", "mixed"])).AssertSuccess();
        ToolResult bad = await RunAsync(store.AccessKey, store.SecretKey, more: ["--credential-map", map, "--user", "bad"]);
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains("secret key", bad.Output, StringComparison.Ordinal);
        ToolResult nobody = await RunAsync(store.AccessKey, store.SecretKey, more: ["--credential-map", map, "--user", "nobody"]);
        Assert.Equal(2, nobody.ExitCode);
        Assert.Contains($"{map} has no credentials for nobody", nobody.All, StringComparison.Ordinal);
        ToolResult without = await RunAsync(store.AccessKey, store.SecretKey, more: ["--user", "good"]);
        Assert.Equal(2, without.ExitCode);
        Assert.Contains("--user good: there is no credential-map", without.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_cannot_be_a_bucket_is_a_wrong_setting()
    {
        ToolResult result = await RunAsync(Store.AccessKey, Store.SecretKey, bucket: "x");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--bucket x: that cannot be a bucket\n  A bucket's name has", result.Errors, StringComparison.Ordinal);
    }

    private StoreSettings Store
    {
        get
        {
            Assert.SkipWhen(endpoint.Store.Unavailable is not null, endpoint.Store.Unavailable ?? "");
            return endpoint.Store.Settings!;
        }
    }

    private Task<ToolResult> RunAsync(
        string accessKey, string secretKey, string? service = null, string[]? more = null, string? bucket = null) => ClientTool.RunAsync(
        ServerProcess.Executable,
        [
            "doctor", "--bucket", bucket ?? endpoint.Bucket, "--prefix", "doctor/", "--anonymous", "read",
            "--s3-endpoint", service ?? Store.Endpoint.ToString(), "--s3-profile", Store.Profile, "--s3-region", Store.Region, .. more ?? [],
        ],
        environment: new Dictionary<string, string?> { ["AWS_ACCESS_KEY_ID"] = accessKey, ["AWS_SECRET_ACCESS_KEY"] = secretKey });

    private async Task AllowAsync(params string[] actions)
    {
        string list = string.Join(",", actions.Select(action => $"\"{action}\""));
        string bucket = $"arn:aws:s3:::{endpoint.Bucket}";
        string policy =
            $$"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam:::user/other"]},
            "Action":[{{list}}],"Resource":["{{bucket}}","{{bucket}}/*"]}]}
            """;
        await endpoint.Store.Client!.PutBucketPolicyAsync(
            new PutBucketPolicyRequest { BucketName = endpoint.Bucket, Policy = policy }, TestContext.Current.CancellationToken);
    }

    private async Task AssertNothingStaysAsync()
    {
        Assert.True(await endpoint.Store.IsEmptyAsync(endpoint.Bucket, "doctor/"));
        ListMultipartUploadsResponse uploads = await endpoint.Store.Client!.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = endpoint.Bucket, Prefix = "doctor/" }, TestContext.Current.CancellationToken);
        Assert.Empty(uploads.MultipartUploads ?? []);
    }
}
