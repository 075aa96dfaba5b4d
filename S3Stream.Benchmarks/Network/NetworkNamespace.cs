using System.Diagnostics;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Network;

/// <summary>
/// A host of our own on this machine: a network namespace with a loopback interface (ip-netns(8); needs root). Deleted when disposed.
/// </summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    // as sites tune data transfer nodes: a window of 32 MiB fills 100 Gb/s over a few milliseconds, and 800 MB/s over 40
    private static readonly string[] Tuning =
    [
        "net.ipv4.tcp_rmem=4096 131072 33554432", "net.ipv4.tcp_wmem=4096 65536 33554432",
    ];

    private static int _made;

    private NetworkNamespace(string name, string hostName)
    {
        Name = name;
        HostName = hostName;
    }

    public string Name { get; }

    /// <summary>The name that the hosts on its links resolve.</summary>
    public string HostName { get; }

    // ip-netns(8): ip netns exec shows the files of this folder in place of those of /etc
    private string FilesFolder => $"/etc/netns/{Name}";

    /// <exception cref="UnavailableException">Namespaces cannot be made here.</exception>
    public static async Task<NetworkNamespace> CreateAsync(string purpose, CancellationToken cancellationToken)
    {
        Tool.Require("ip", "iproute2");
        var made = new NetworkNamespace(
            $"s3s-{purpose}-{Environment.ProcessId}-{Interlocked.Increment(ref _made)}", $"{purpose}.s3stream.test");
        await IpAsync(["netns", "add", made.Name], cancellationToken);
        await IpAsync(["-n", made.Name, "link", "set", "lo", "up"], cancellationToken);
        Directory.CreateDirectory(made.FilesFolder);
        await File.WriteAllTextAsync(Path.Combine(made.FilesFolder, "hosts"), "127.0.0.1 localhost\n", cancellationToken);
        foreach (string setting in Tuning)
        {
            await RunAsync("sysctl", ["-q", "-w", setting], made, cancellationToken);
        }

        return made;
    }

    /// <summary>The program and its arguments, so that they run in <paramref name="place"/>; as they are where that is nowhere.</summary>
    public static (string Program, IReadOnlyList<string> Arguments) Inside(
        NetworkNamespace? place, string program, IReadOnlyList<string> arguments) =>
        place is null
            ? (program, arguments)
            : (Tool.Require("ip", "iproute2"), ["netns", "exec", place.Name, program, .. arguments]); // exec: the same process goes on

    /// <summary>Gives a device to this namespace, with an address, and turns it on.</summary>
    public async Task AdoptAsync(TunDevice device, string address, CancellationToken cancellationToken)
    {
        string packetSize = TunDevice.PacketSize.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await IpAsync(["link", "set", device.Name, "netns", Name], cancellationToken);
        await IpAsync(["-n", Name, "addr", "add", address, "dev", device.Name], cancellationToken);
        await IpAsync(["-n", Name, "link", "set", device.Name, "mtu", packetSize, "txqueuelen", "10000", "up"], cancellationToken);
    }

    /// <summary>Lets this host find another by its name, and know it by its address: the C server and client insist on both.</summary>
    public Task ResolveAsync(string address, string hostName, CancellationToken cancellationToken) =>
        File.AppendAllTextAsync(Path.Combine(FilesFolder, "hosts"), $"{address} {hostName}\n", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await IpAsync(["netns", "delete", Name], CancellationToken.None);
        Directory.Delete(FilesFolder, recursive: true);
    }

    private static Task IpAsync(string[] arguments, CancellationToken cancellationToken) =>
        RunAsync(Tool.Require("ip", "iproute2"), arguments, null, cancellationToken);

    private static async Task RunAsync(
        string command, IReadOnlyList<string> commandArguments, NetworkNamespace? place, CancellationToken cancellationToken)
    {
        (string program, IReadOnlyList<string> arguments) = Inside(place, command, commandArguments);
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new UnavailableException($"{command} {string.Join(' ', commandArguments)}: {errors.Trim()}");
        }
    }
}
