namespace S3Stream.Benchmarks.Network;

/// <summary>
/// A cable between two namespaces, whose packets this program carries: real TCP over a delay, a loss, a bandwidth or a cut. The kernels
/// that run the tests have namespaces, but not netem. Ends when disposed.
/// </summary>
internal sealed class NetworkLink : IDisposable
{
    private static int _made;
    private readonly TunDevice _near;
    private readonly TunDevice _far;
    private readonly LinkDirection _there;
    private readonly LinkDirection _back;

    private NetworkLink(TunDevice near, TunDevice far, LinkSettings settings, int number)
    {
        (_near, _far) = (near, far);
        NearAddress = $"10.77.{number}.1";
        FarAddress = $"10.77.{number}.2";
        _there = new LinkDirection(near, far, settings, settings.Seed);
        _back = new LinkDirection(far, near, settings, settings.Seed + 1);
    }

    /// <summary>The near side's IPv4 address on this link.</summary>
    public string NearAddress { get; }

    public string FarAddress { get; }

    /// <summary>Bytes that crossed so far in both directions, packet headers included.</summary>
    public long Delivered => _there.Delivered + _back.Delivered;

    /// <exception cref="Running.UnavailableException">There are no TUN devices or namespaces here.</exception>
    public static async Task<NetworkLink> CreateAsync(
        NetworkNamespace near, NetworkNamespace far, LinkSettings settings, CancellationToken cancellationToken)
    {
        int number = Interlocked.Increment(ref _made);
        string name = $"s3s{Environment.ProcessId % 100_000}-{number}";
        TunDevice nearDevice = TunDevice.Open(name + "a");
        TunDevice farDevice = TunDevice.Open(name + "b");
        var link = new NetworkLink(nearDevice, farDevice, settings, number);
        await near.AdoptAsync(nearDevice, link.NearAddress + "/24", cancellationToken);
        await far.AdoptAsync(farDevice, link.FarAddress + "/24", cancellationToken);
        foreach (NetworkNamespace end in (NetworkNamespace[])[near, far])
        {
            await end.ResolveAsync(link.NearAddress, near.HostName, cancellationToken);
            await end.ResolveAsync(link.FarAddress, far.HostName, cancellationToken);
        }

        // gethostname(2) is the machine's in every namespace, and the C server looks its own name up before it listens
        await near.ResolveAsync(link.NearAddress, Environment.MachineName, cancellationToken);
        await far.ResolveAsync(link.FarAddress, Environment.MachineName, cancellationToken);

        return link;
    }

    /// <summary>Loses every packet until it is mended, in both directions or from the far side to the near one only.</summary>
    public void Cut(bool onlyBack = false)
    {
        _there.IsCut = !onlyBack;
        _back.IsCut = true;
    }

    public void Mend() => (_there.IsCut, _back.IsCut) = (false, false);

    public void Dispose()
    {
        _there.Dispose();
        _back.Dispose();
        _near.Dispose();
        _far.Dispose();
    }
}
