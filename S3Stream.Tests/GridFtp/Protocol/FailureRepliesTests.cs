using S3Stream.GridFtp.Protocol;
using Xunit;

namespace S3Stream.Tests.GridFtp.Protocol;

public sealed class FailureRepliesTests
{
    [Theory]
    [InlineData(FailureReason.NotFound, 550, "c=PATH_NOT_FOUND", "No such file or directory")]
    [InlineData(FailureReason.AccessDenied, 550, "c=PERMISSION_DENIED", "Permission denied")]
    [InlineData(FailureReason.AlreadyExists, 553, "c=PATH_EXISTS", "File exists")]
    [InlineData(FailureReason.NotEmpty, 550, "c=INTERNAL_ERROR", "Directory not empty")]
    [InlineData(FailureReason.NoSpace, 452, "c=NO_SPACE_LEFT", "No space left on device")]
    [InlineData(FailureReason.MemoryBudget, 452, "c=TOO_BUSY", "Cannot allocate memory")]
    [InlineData(FailureReason.Unavailable, 451, "c=TOO_BUSY", "temporarily unavailable")]
    [InlineData(FailureReason.Throttled, 451, "c=TOO_BUSY", "temporarily unavailable")]
    [InlineData(FailureReason.Conflict, 451, "c=TOO_BUSY", "temporarily unavailable")]
    [InlineData(FailureReason.Changed, 451, "c=INTERNAL_ERROR", "Stale file handle")]
    [InlineData(FailureReason.Invalid, 553, "c=INVALID_PATH_NAME", "Invalid argument")]
    [InlineData(FailureReason.NotSupported, 550, "c=NOT_IMPLEMENTED", "Operation not supported")]
    [InlineData(FailureReason.Corrupt, 451, "c=INCORRECT_CHECKSUM", "Input/output error")]
    [InlineData(FailureReason.Unknown, 451, "c=INTERNAL_ERROR", "Input/output error")]
    [InlineData(FailureReason.TooLarge, 552, "c=FILE_TOO_LARGE", "File too large")]
    [InlineData(FailureReason.Unreachable, 451, "c=STORE_UNREACHABLE", "No route to host")]
    public void Each_reason_has_its_code_class_and_errno_text(FailureReason reason, int code, string classification, string text)
    {
        Reply reply = FailureReplies.For(new StorageException(reason, "it failed"), CancellationToken.None)!;

        Assert.Equal(code, reply.Code);
        Assert.Contains(classification, reply.ToString(), StringComparison.Ordinal);
        Assert.Contains(text, reply.ToString(), StringComparison.Ordinal);
        Assert.Equal($"{code} End.", reply.Lines[^1]);
        Assert.All(reply.Lines, line => Assert.StartsWith($"{code}", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_transfer_whose_bytes_are_not_those_the_client_announced_is_refused_for_good() =>
        Assert.Equal(
            550, FailureReplies.For(new TransferFailedException(FailureReason.Corrupt, "SCKS"), CancellationToken.None)!.Code);

    [Fact] // scenario 6
    public void Missing_bytes_are_named()
    {
        var failure = new TransferFailedException(FailureReason.Incomplete, "bytes never came") { At = new Extent(1_000, 24) };

        Assert.Contains("1000-1024", FailureReplies.For(failure, CancellationToken.None)!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FailureReason.Unavailable, "the bucket exists but its credential was not found: No such file; Permission denied")]
    public void Words_gfal2_decides_by_are_not_in_replies_of_another_class(FailureReason reason, string message)
    {
        string text = FailureReplies.For(new StorageException(reason, message), CancellationToken.None)!.ToString();

        foreach (string word in (string[])["exists", "credential", "No such file", "not found", "Permission denied"])
        {
            Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Cancellation_by_the_client_is_426_and_any_other_is_not()
    {
        Assert.Equal(426, FailureReplies.For(new OperationCanceledException(), new CancellationToken(canceled: true))!.Code);
        Assert.Equal(451, FailureReplies.For(new OperationCanceledException(), CancellationToken.None)!.Code);
    }

    [Fact]
    public void What_nobody_foresaw_has_no_reply_of_its_own() =>
        Assert.Null(FailureReplies.For(new InvalidOperationException(), CancellationToken.None));
}
