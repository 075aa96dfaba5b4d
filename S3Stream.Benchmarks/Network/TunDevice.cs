using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Network;

/// <summary>
/// A network interface whose packets this program reads and writes (Linux, drivers/net/tun; needs root). One reader and one writer at a
/// time.
/// </summary>
internal sealed class TunDevice : IDisposable
{
    /// <summary>What data transfer nodes use: jumbo frames.</summary>
    public const int PacketSize = 9000;

    private const string ClonePath = "/dev/net/tun";

    // struct ifreq, netdevice(7): 16 bytes of name, then a union of which the flags are two bytes; 40 bytes in all
    private const int RequestSize = 40;
    private const int NameSize = 16;
    private const nuint SetInterface = 0x400454ca; // TUNSETIFF
    private const short PacketsWithoutHeader = 0x0001 | 0x1000; // IFF_TUN | IFF_NO_PI
    private const int PollMilliseconds = 100;
    private readonly SafeFileHandle _file;

    private TunDevice(SafeFileHandle file, string name)
    {
        _file = file;
        Name = name;
    }

    public string Name { get; }

    /// <exception cref="UnavailableException">There are no TUN devices here, or they are not for this user.</exception>
    public static TunDevice Open(string name)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(ClonePath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"{ClonePath} cannot be opened (it needs root): {exception.Message}");
        }

        Span<byte> request = stackalloc byte[RequestSize];
        request.Clear();
        Encoding.ASCII.GetBytes(name, request[..(NameSize - 1)]);
        MemoryMarshal.Write(request[NameSize..], PacketsWithoutHeader);
        if (LibC.IoControl(file, SetInterface, ref request[0]) < 0)
        {
            string reason = Marshal.GetLastPInvokeErrorMessage();
            file.Dispose();
            throw new UnavailableException($"the network interface {name} cannot be made: {reason}");
        }

        return new TunDevice(file, name);
    }

    /// <summary>Waits for a packet, at most a tenth of a second, and reads it.</summary>
    /// <returns>Its bytes; 0 where none came.</returns>
    public int Read(Span<byte> packet)
    {
        var entry = new LibC.PollEntry { File = (int)_file.DangerousGetHandle(), Wanted = LibC.PollIn };
        if (LibC.Poll(ref entry, 1, PollMilliseconds) <= 0 || (entry.Found & LibC.PollIn) == 0)
        {
            return 0;
        }

        // EIO while the interface is down; the link is about to end or to begin
        return Math.Max(0, (int)LibC.Read(_file, ref packet[0], packet.Length));
    }

    /// <summary>Hands a packet to the kernel on the interface's side. One that the kernel does not take is lost, as on a wire.</summary>
    public void Write(ReadOnlySpan<byte> packet) => _ = LibC.Write(_file, in packet[0], packet.Length);

    public void Dispose() => _file.Dispose();
}
