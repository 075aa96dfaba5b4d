using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Stream.Resilience;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Resilience;

public sealed class RetryPolicyTests
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private int _attempts;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FailureReason.Unavailable)]
    [InlineData(FailureReason.Throttled)]
    [InlineData(FailureReason.Corrupt)]
    public async Task A_failure_that_may_pass_is_tried_until_it_passes(FailureReason reason)
    {
        // scenario 27
        Task<int> run = Run(attempt => attempt < 4 ? throw new StorageException(reason, "passing") : attempt);

        Assert.Equal(4, await Elapse(run));
    }

    [Theory]
    [InlineData(FailureReason.NotFound)]
    [InlineData(FailureReason.AccessDenied)]
    [InlineData(FailureReason.Changed)]
    [InlineData(FailureReason.AlreadyExists)]
    [InlineData(FailureReason.Invalid)]
    [InlineData(FailureReason.NotSupported)]
    [InlineData(FailureReason.NoSpace)]
    [InlineData(FailureReason.Unknown)]
    public async Task A_failure_that_would_repeat_is_reported_at_once(FailureReason reason)
    {
        Task<int> run = Run(_ => throw new StorageException(reason, "final"));

        Assert.Equal(reason, (await Assert.ThrowsAsync<StorageException>(() => run)).Reason);
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task The_last_failure_is_reported_when_the_attempts_are_used_up()
    {
        Task<int> run = Run(attempt => throw new StorageException(FailureReason.Unavailable, $"number {attempt}"));

        StorageException failure = await Assert.ThrowsAsync<StorageException>(() => Elapse(run));
        Assert.Equal("number 5", failure.Message);
        Assert.Equal(5, _attempts);
    }

    [Fact]
    public async Task A_service_that_is_away_for_a_minute_is_waited_for_with_the_most_attempts()
    {
        // scenario 62
        DateTimeOffset back = _time.GetUtcNow() + TimeSpan.FromMinutes(1);
        var patient = new RetryPolicy(20, _time, NullLogger.Instance, () => 0.5);
        Task<int> run = patient.ExecuteAsync(
            "test",
            (attempt, _) => _time.GetUtcNow() < back ? throw new StorageException(
                FailureReason.Unavailable, "nobody is there") : Task.FromResult(attempt),
            Token);

        Assert.InRange(await Elapse(run), 10, 20);
    }

    [Theory]
    [InlineData("ExpiredToken")]
    [InlineData("RequestTimeTooSkewed")]
    public async Task A_stale_signature_is_renewed_once(string code)
    {
        // scenario 33
        Task<int> cured = Run(
            attempt => attempt == 1 ? throw new StorageException(FailureReason.Unavailable, "stale", 403, code) : attempt);
        Assert.Equal(2, await Elapse(cured));

        _attempts = 0;
        Task<int> hopeless = Run(_ => throw new StorageException(FailureReason.Unavailable, "stale", 403, code));
        await Assert.ThrowsAsync<StorageException>(() => Elapse(hopeless));
        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task The_store_is_left_alone_for_as_long_as_it_asks()
    {
        Task<int> run = Run(attempt => attempt == 1 ? throw new StorageException(
            FailureReason.Throttled, "slow down")
        { RetryAfter = TimeSpan.FromSeconds(7) } : attempt);

        _time.Advance(TimeSpan.FromSeconds(6.9));
        await Task.Yield();
        Assert.Equal(1, _attempts);

        // the random number is 0.5: half of the throttled bound comes on top
        _time.Advance(TimeSpan.FromSeconds(0.35));
        Assert.Equal(2, await run);
    }

    [Fact]
    public async Task A_cancelled_request_is_not_tried_again()
    {
        using var cancel = new CancellationTokenSource();
        Task<int> run = Policy().ExecuteAsync<int>(
            "test",
            (_, _) =>
            {
                _attempts++;
                cancel.Cancel();
                throw new StorageException(FailureReason.Unavailable, "late");
            },
            cancel.Token);

        await Assert.ThrowsAsync<StorageException>(() => run);
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        Task<int> run = Policy().ExecuteAsync<int>(
            "test", (_, _) => throw new StorageException(FailureReason.Unavailable, "failed"), cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private RetryPolicy Policy() => new(5, _time, NullLogger.Instance, () => 0.5);

    private Task<int> Run(Func<int, int> attempt) => Policy().ExecuteAsync(
        "test",
        (number, _) =>
        {
            Assert.Equal(++_attempts, number);
            return Task.FromResult(attempt(number));
        },
        Token);

    private async Task<int> Elapse(Task<int> run)
    {
        await Eventually.TrueAsync(() => run.IsCompleted, () => _time.Advance(TimeSpan.FromSeconds(1)));
        return await run;
    }
}
