using Amazon.Runtime;
using Xunit;

namespace S3Stream.Tests.Core;

/// <summary>Clients made from another one.</summary>
public sealed class SharedClientTests
{
    private static readonly S3StreamOptions Options = new()
    {
        Endpoint = new Uri("http://127.0.0.1:9"),
        Credentials = new BasicAWSCredentials("KEY", "SECRET"),
        MemoryBudget = 64 << 20,
    };

    [Fact]
    public async Task A_client_with_other_options_has_them_and_shares_memory_and_requests()
    {
        await using var first = new S3StreamClient(Options);
        await using S3StreamClient second = first.WithOptions(
            Options with { PartSize = 8 << 20, MaxAttempts = 2, Profile = StoreProfile.Ceph });

        Assert.Equal(8 << 20, second.Options.PartSize);
        Assert.Same(first.Services.Budget, second.Services.Budget);
        Assert.Same(first.Services.Slabs, second.Services.Slabs);
        Assert.Same(first.Services.RequestSlots, second.Services.RequestSlots);
        Assert.NotSame(first.Services.Store, second.Services.Store);
        Assert.NotSame(first.Services.Retry, second.Services.Retry);
        await using S3StreamClient ofUser = second.WithCredentials(new BasicAWSCredentials("OTHER", "SECRET"));
        Assert.Equal(8 << 20, ofUser.Options.PartSize);
    }

    [Theory]
    [InlineData(nameof(S3StreamOptions.MemoryBudget))]
    [InlineData(nameof(S3StreamOptions.Endpoint))]
    [InlineData(nameof(S3StreamOptions.MaxConcurrentRequests))]
    [InlineData(nameof(S3StreamOptions.UploadJournalDirectory))]
    public async Task What_is_shared_cannot_be_another(string name)
    {
        await using var first = new S3StreamClient(Options);
        S3StreamOptions other = name switch
        {
            nameof(S3StreamOptions.MemoryBudget) => Options with { MemoryBudget = 128 << 20 },
            nameof(S3StreamOptions.Endpoint) => Options with { Endpoint = new Uri("http://127.0.0.1:8") },
            nameof(S3StreamOptions.MaxConcurrentRequests) => Options with { MaxConcurrentRequests = 1, MaxRequestsPerTransfer = 1 },
            _ => Options with { UploadJournalDirectory = Path.GetTempPath() },
        };

        Assert.Contains(name, Assert.Throws<ArgumentException>(() => first.WithOptions(other)).Message, StringComparison.Ordinal);
    }
}
