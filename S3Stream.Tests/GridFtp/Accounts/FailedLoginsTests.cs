using System.Net;
using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Accounts;
using Xunit;

namespace S3Stream.Tests.GridFtp.Accounts;

/// <summary>Scenario 54: how many guesses there are.</summary>
public sealed class FailedLoginsTests
{
    private static readonly IPAddress Attacker = IPAddress.Parse("192.0.2.7");
    private readonly FakeTimeProvider _time = new();
    private readonly FailedLogins _failures;

    public FailedLoginsTests() => _failures = new FailedLogins(_time);

    [Fact]
    public async Task Many_at_once_are_no_more_guesses_than_one_after_the_other()
    {
        Task<LoginAttempt?>[] all = [.. Enumerable.Range(0, 150).Select(_ => BeginAsync(Attacker))];

        Assert.Equal(20, all.Count(attempt => attempt.IsCompleted));
        foreach (Task<LoginAttempt?> attempt in all.Take(20))
        {
            (await attempt)!.Fail();
        }

        LoginAttempt?[] rest = await Task.WhenAll(all.Skip(20)).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.All(rest, Assert.Null);
    }

    [Fact]
    public async Task Right_passwords_of_many_sessions_at_once_are_all_taken()
    {
        Task[] all = [.. Enumerable.Range(0, 150).Select(async _ =>
        {
            using LoginAttempt? attempt = await BeginAsync(Attacker);
            Assert.NotNull(attempt);
            await Task.Yield();
        })];

        await Task.WhenAll(all).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_ban_is_over_ten_minutes_after_the_last_failure()
    {
        await FailAsync(Attacker, 20);
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Null(await BeginAsync(Attacker));
        _time.Advance(TimeSpan.FromMinutes(1));
        using LoginAttempt? attempt = await BeginAsync(Attacker);
        Assert.NotNull(attempt);
    }

    [Fact]
    public async Task An_IPv6_network_is_one_client_and_a_mapped_address_is_its_IPv4_address()
    {
        for (int i = 0; i < 20; i++)
        {
            await FailAsync(IPAddress.Parse($"2001:db8:0:1::{i:x}"), 1);
        }

        Assert.Null(await BeginAsync(IPAddress.Parse("2001:db8:0:1:ffff:ffff:ffff:ffff")));
        Assert.NotNull(await BeginAsync(IPAddress.Parse("2001:db8:0:2::1")));
        await FailAsync(Attacker.MapToIPv6(), 20);
        Assert.Null(await BeginAsync(Attacker));
    }

    [Fact]
    public async Task Many_addresses_neither_free_one_that_is_shut_out_nor_keep_strangers_out()
    {
        await FailAsync(Attacker, 20);
        for (int i = 0; i < 25_000; i++)
        {
            await FailAsync(new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]), 1);
        }

        Assert.Null(await BeginAsync(Attacker));
        Assert.NotNull(await BeginAsync(IPAddress.Parse("198.51.100.1")));
    }

    private Task<LoginAttempt?> BeginAsync(IPAddress address) => _failures.BeginAsync(address, TestContext.Current.CancellationToken);

    private async Task FailAsync(IPAddress address, int times)
    {
        for (int i = 0; i < times; i++)
        {
            (await BeginAsync(address))!.Fail();
        }
    }
}
