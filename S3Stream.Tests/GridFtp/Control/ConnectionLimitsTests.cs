using System.Net;
using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Control;
using Xunit;

namespace S3Stream.Tests.GridFtp.Control;

/// <summary>Scenario 52: whose connections are served when not all can be.</summary>
public sealed class ConnectionLimitsTests
{
    private static readonly IPAddress A = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress B = IPAddress.Parse("192.0.2.2");
    private readonly FakeTimeProvider _time = new();
    private readonly List<ConnectionPermit> _dismissed = [];

    [Fact]
    public void One_address_has_so_many_places_before_login()
    {
        ConnectionLimits limits = Limits(10, ofAddress: 2);
        ConnectionPermit first = Enter(limits, A)!;
        Enter(limits, A);

        Assert.Null(limits.TryEnter(A, out string refusal));
        Assert.Contains("from your address that have not logged in: at most 2", refusal, StringComparison.Ordinal);
        Assert.NotNull(Enter(limits, B));

        Assert.Null(first.TryLogIn("joe"));
        Assert.Null(first.TryLogIn("joe"));
        Assert.NotNull(Enter(limits, A));
        Assert.Null(Enter(limits, A));
    }

    [Fact]
    public void All_together_are_limited_and_places_come_back()
    {
        ConnectionLimits limits = Limits(1);
        ConnectionPermit permit = Enter(limits, A)!;
        Assert.Null(limits.TryEnter(B, out _));

        permit.Dispose();
        permit.Dispose();

        Assert.NotNull(Enter(limits, B));
        Assert.Null(limits.TryEnter(A, out _));
    }

    [Fact]
    public void Half_of_the_places_is_kept_for_those_who_have_logged_in()
    {
        ConnectionLimits limits = Limits(20);
        ConnectionPermit[] silent = [.. Enumerable.Range(0, 10).Select(_ => Enter(limits, A)!)];

        Assert.Null(limits.TryEnter(A, out string refusal));
        Assert.Contains("at most 10; the others are for logged-in sessions", refusal, StringComparison.Ordinal);

        Assert.All(silent, permit => Assert.Null(permit.TryLogIn("joe")));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.NotNull(Enter(limits, A)));
    }

    [Fact]
    public void A_newcomer_takes_the_oldest_place_of_the_address_that_has_most()
    {
        ConnectionLimits limits = Limits(20);
        ConnectionPermit[] silent = [.. Enumerable.Range(0, 10).Select(_ => Enter(limits, A)!)];

        ConnectionPermit[] others = [.. Enumerable.Range(0, 5).Select(_ => Enter(limits, B)!)];

        Assert.Equal(silent[..5], _dismissed);
        Assert.All(others, permit => Assert.Null(permit.TryLogIn("joe")));
        Assert.Contains("to make room for another one", silent[0].TryLogIn("joe"), StringComparison.Ordinal);
        silent[0].Dispose(); // has left already
        Assert.All(Enumerable.Range(0, 5), _ => Assert.NotNull(Enter(limits, B))); // what the five left
    }

    [Fact]
    public void Among_equals_one_gives_way_that_has_not_logged_in_for_ten_seconds()
    {
        ConnectionLimits limits = Limits(4);
        ConnectionPermit first = Enter(limits, A)!;
        Enter(limits, B);
        IPAddress c = IPAddress.Parse("192.0.2.3");
        Assert.Null(Enter(limits, c));

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.NotNull(Enter(limits, c));
        Assert.Equal([first], _dismissed);
    }

    [Fact]
    public void Whoever_has_logged_in_is_never_dismissed()
    {
        ConnectionLimits limits = Limits(2);
        Assert.Null(Enter(limits, A)!.TryLogIn("joe"));
        Assert.Null(Enter(limits, A)!.TryLogIn("joe"));
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(limits.TryEnter(B, out string refusal));

        Assert.Contains("at most 2 (limit max-connections)", refusal, StringComparison.Ordinal);
        Assert.Empty(_dismissed);
    }

    [Fact]
    public void An_address_and_a_user_have_limits_of_their_own_and_an_IPv6_network_is_one_address()
    {
        var limits = new ConnectionLimits(new SessionLimits(100, 50, MaxPerAddress: 2, MaxPerUser: 3), _time);
        IPAddress first = IPAddress.Parse("2001:db8::1");
        IPAddress beside = IPAddress.Parse("2001:db8::2");
        ConnectionPermit[] all = [Enter(limits, first)!, Enter(limits, beside)!, Enter(limits, A)!, Enter(limits, B)!];
        Assert.Null(limits.TryEnter(IPAddress.Parse("2001:db8::3"), out string refusal));
        Assert.Contains("at most 2 (limit max-connections-per-address)", refusal, StringComparison.Ordinal);
        Assert.NotNull(Enter(limits, IPAddress.Parse("2001:db8:0:1::1")));

        Assert.All(all[..3], permit => Assert.Null(permit.TryLogIn("joe")));
        Assert.Contains("at most 3 (limit max-connections-per-user)", all[3].TryLogIn("joe"), StringComparison.Ordinal);
        Assert.Null(all[3].TryLogIn("ann"));
        all[0].Dispose();
        Assert.Null(Enter(limits, first)!.TryLogIn("joe"));
    }

    private ConnectionLimits Limits(int all, int ofAddress = 256) => new(new SessionLimits(all, ofAddress), _time);

    private ConnectionPermit? Enter(ConnectionLimits limits, IPAddress address)
    {
        ConnectionPermit? permit = limits.TryEnter(address, out _);
        permit?.Dismissed.Register(() => _dismissed.Add(permit));
        return permit;
    }
}
