using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Paths;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Commands;

/// <summary>Scenario 41: whatever fails while a tree is renamed, no object is lost.</summary>
public sealed class PrefixRenameTests
{
    private const int Files = 20;
    private readonly S3Stream.Tests.Fakes.TransferRig _rig = new(attempts: 1);
    private readonly PrefixRename _rename;

    public PrefixRenameTests()
    {
        for (int i = 0; i < Files; i++)
        {
            _rig.Store.Seed(At("from", i), [(byte)i]);
        }

        VirtualPath bucket = VirtualPath.Root.Combine("/bucket");
        _rename = new PrefixRename(new ObjectCatalog(_rig.Services), bucket.Combine("from"), bucket.Combine("to"), NullLogger.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_objects_move()
    {
        await _rename.RunAsync(Token);
        Assert.Equal(0, Count("from"));
        Assert.Equal(Files, Count("to"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(Files)]
    public async Task A_copy_that_fails_leaves_the_source_whole_and_no_copies(int failing)
    {
        int copies = 0;
        _rig.Store.Fault = call =>
            call is { Verb: StoreVerb.Copy, Moment: StoreMoment.Before } && Interlocked.Increment(ref copies) == failing
            ? new StorageException(FailureReason.AccessDenied, "no")
            : null;
        await Assert.ThrowsAsync<StorageException>(() => _rename.RunAsync(Token));
        Assert.Equal(Files, Count("from"));
        Assert.Equal(0, Count("to"));
    }

    [Fact]
    public async Task A_copy_whose_answer_was_lost_leaves_the_source_whole()
    {
        _rig.Store.Fault = call => call is { Verb: StoreVerb.Copy, Moment: StoreMoment.After, Address.Key: "to/07" }
            ? new StorageException(FailureReason.Unavailable, "The connection was lost.")
            : null;
        await Assert.ThrowsAsync<StorageException>(() => _rename.RunAsync(Token));
        Assert.Equal(Files, Count("from"));
        Assert.Equal(0, Count("to"));
    }

    [Fact]
    public async Task A_delete_that_fails_leaves_all_copies()
    {
        _rig.Store.RefuseDelete = key =>
            key == "from/03" ? new StorageException(FailureReason.AccessDenied, "no", 200, "AccessDenied") : null;
        await Assert.ThrowsAsync<StorageException>(() => _rename.RunAsync(Token));
        Assert.Equal(Files, Count("to"));
        Assert.Equal(1, Count("from"));
    }

    private int Count(string directory) => Enumerable.Range(0, Files).Count(i => _rig.Store.Find(At(directory, i)) is not null);

    private static ObjectAddress At(string directory, int i) => new("bucket", $"{directory}/{i:00}");
}
