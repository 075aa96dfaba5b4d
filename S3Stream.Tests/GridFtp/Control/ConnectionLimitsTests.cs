using System.Net;
using S3Stream.GridFtp.Control;
using Xunit;

namespace S3Stream.Tests.GridFtp.Control;

public sealed class ConnectionLimitsTests
{
    private static readonly IPAddress A = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress B = IPAddress.Parse("192.0.2.2");

    [Fact] // scenario 52
    public void One_address_cannot_take_all_places_before_login()
    {
        var limits = new ConnectionLimits(maxConnections: 10, maxUnauthenticatedPerAddress: 2);
        ConnectionPermit first = limits.TryEnter(A, out _)!;
        using ConnectionPermit? second = limits.TryEnter(A, out _);

        Assert.Null(limits.TryEnter(A, out string refusal));
        Assert.Contains("not logged in", refusal, StringComparison.Ordinal);
        Assert.NotNull(limits.TryEnter(B, out _));

        first.LoggedIn();
        first.LoggedIn();
        Assert.NotNull(limits.TryEnter(A, out _));
        Assert.Null(limits.TryEnter(A, out _));
    }

    [Fact]
    public void All_together_are_limited_and_places_come_back()
    {
        var limits = new ConnectionLimits(maxConnections: 1, maxUnauthenticatedPerAddress: 5);
        ConnectionPermit permit = limits.TryEnter(A, out _)!;
        Assert.Null(limits.TryEnter(B, out _));

        permit.Dispose();
        permit.Dispose();

        Assert.NotNull(limits.TryEnter(B, out _));
        Assert.Null(limits.TryEnter(A, out _));
    }
}
