using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using Xunit;

namespace S3Stream.Tests.GridFtp.Accounts;

[UnsupportedOSPlatform("windows")] // file modes
public sealed class PasswordFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Users_are_known_by_their_password_and_may_do_what_the_line_says()
    {
        PasswordFile file = Load($"# accounts\n\njoe:{Hash("secret")}\nmary:{Hash("other")}:read\n");

        Assert.Equal((true, true), file.Check("joe", "secret"));
        Assert.Equal((true, false), file.Check("mary", "other"));
        Assert.False(file.Check("joe", "other").Matches);
        Assert.False(file.Check("Joe", "secret").Matches);
        Assert.False(file.Check("nobody", "secret").Matches);
        Assert.False(file.Check("joe", "").Matches);
    }

    [Fact] // scenario 54
    public void Time_tells_no_user_from_another_or_from_nobody()
    {
        PasswordFile file = Load($"old:{Hash("secret")}\nnew:{PasswordHash.Of("other", iterations: 400_000)}\n");

        Dictionary<string, List<TimeSpan>> times = new() { ["old"] = [], ["new"] = [], ["nobody"] = [] };
        for (int round = 0; round < 7; round++)
        {
            foreach ((string user, List<TimeSpan> taken) in times)
            {
                taken.Add(TimeOf(() => file.Check(user, "wrong")));
            }
        }

        // 10,000 iterations against 400,000 would be a fortieth of the time
        TimeSpan slowest = times.Values.Max(Median);
        Assert.All(times, user => Assert.True(Median(user.Value) > slowest / 3, $"{user.Key}: {Median(user.Value)} of {slowest}"));
    }

    [Fact]
    public void A_file_of_few_iterations_does_not_make_unknown_users_slow()
    {
        PasswordFile file = Load($"old:{Hash("secret")}\n");

        TimeSpan known = Median([.. Enumerable.Range(0, 7).Select(_ => TimeOf(() => file.Check("old", "wrong")))]);
        TimeSpan unknown = Median([.. Enumerable.Range(0, 7).Select(_ => TimeOf(() => file.Check("nobody", "wrong")))]);

        Assert.True(unknown < known * 10, $"{unknown} and {known}");
    }

    [Theory] // scenario 48
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void A_file_others_may_use_is_refused(UnixFileMode extra)
    {
        File.WriteAllText(_file, "");
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);

        Assert.Contains("chmod 600", Assert.Throws<InvalidDataException>(() => PasswordFile.Load(_file)).Message, StringComparison.Ordinal);
    }

    [Theory] // scenario 56
    [InlineData("joe", "expected user:password")]
    [InlineData("joe:secret", "hash-password")]
    [InlineData("joe:$6$salt$hash", "hash-password")]
    [InlineData("joe:$pbkdf2-sha256$5$c2FsdHNhbHQ=$aGFzaA==", "iterations")]
    [InlineData("joe:$pbkdf2-sha256$20000$c2FsdHNhbHQ=$aGFzaA==", "hash")]
    [InlineData("anonymous:$pbkdf2-sha256$20000$c2FsdHNhbHQ=$aGFzaA==", "anonymous")]
    public void A_wrong_line_is_named(string line, string problem)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Load($"# one\n{line}\n"));

        Assert.Contains($"{_file}, line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_twice_is_refused() => Assert.Throws<InvalidDataException>(() => Load($"joe:{Hash("a")}\njoe:{Hash("b")}\n"));

    [Fact] // scenario 54
    public async Task Failed_logins_take_longer_each_time_to_be_answered()
    {
        var time = new FakeTimeProvider();
        var failures = new FailedLogins(time);
        using var gate = new LoginGate(
            AnonymousAccess.None, ["anonymous", "ftp"], null, null!, failures, time)
        { Unsigned = new Lazy<S3StreamClient>() };
        IPAddress address = IPAddress.Parse("192.0.2.7");

        foreach (int seconds in (int[])[1, 2, 4, 8, 8])
        {
            Task<SessionUser?> login = gate.LoginAsync(seconds == 1 ? "anonymous" : "joe", "x", address, CancellationToken.None);
            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Assert.False(login.IsCompleted);
            time.Advance(TimeSpan.FromTicks(1));
            Assert.Null(await login);
        }
    }

    [Fact] // scenario 54
    public async Task The_right_password_counts_only_where_the_address_is_not_shut_out()
    {
        var time = new FakeTimeProvider();
        var failures = new FailedLogins(time);
        using var gate = new LoginGate(AnonymousAccess.None, ["anonymous", "ftp"], Load(
            $"joe:{Hash("secret")}\n"), null!, failures, time)
        { Unsigned = new Lazy<S3StreamClient>() };
        Assert.Equal("joe", (await gate.LoginAsync("joe", "secret", IPAddress.Loopback, CancellationToken.None))?.Name);
        for (int i = 0; i < 20; i++)
        {
            using LoginAttempt? attempt = await failures.BeginAsync(IPAddress.Loopback, CancellationToken.None);
            attempt!.Fail();
        }

        FtpException refused = await Assert.ThrowsAsync<FtpException>(
            () => gate.LoginAsync("joe", "secret", IPAddress.Loopback, CancellationToken.None));

        Assert.Equal(421, refused.Reply.Code);
        Assert.Contains("Too many failed logins from your address", refused.Message, StringComparison.Ordinal);
        Assert.Equal("joe", (await gate.LoginAsync("joe", "secret", IPAddress.IPv6Loopback, CancellationToken.None))?.Name);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("joe", (await gate.LoginAsync("joe", "secret", IPAddress.Loopback, CancellationToken.None))?.Name);
    }

    [Fact] // scenario 54
    public async Task A_client_that_is_shut_out_may_still_be_anonymous()
    {
        var failures = new FailedLogins(new FakeTimeProvider());
        using var gate = new LoginGate(AnonymousAccess.Read, ["anonymous"], null, null!, failures, new FakeTimeProvider())
        { Unsigned = new Lazy<S3StreamClient>() };
        for (int i = 0; i < 20; i++)
        {
            (await failures.BeginAsync(IPAddress.Loopback, CancellationToken.None))!.Fail();
        }

        Assert.Equal("anonymous", (await gate.LoginAsync("anonymous", "x", IPAddress.Loopback, CancellationToken.None))?.Name);
    }

    private static TimeSpan TimeOf(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed;
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    private static PasswordHash Hash(string password) => PasswordHash.Of(password, iterations: 10_000);

    private PasswordFile Load(string text)
    {
        File.WriteAllText(_file, text);
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return PasswordFile.Load(_file);
    }
}
