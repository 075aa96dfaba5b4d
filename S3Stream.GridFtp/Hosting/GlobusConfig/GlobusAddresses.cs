using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace S3Stream.GridFtp.Hosting;

/// <summary>Addresses out of the options port, control_interface and data_interface.</summary>
internal static class GlobusAddresses
{
    private const int DefaultPort = 2811;

    /// <summary>
    /// The address to listen on, told once: by the option of <paramref name="asker"/> unless the one with more to say is set too.
    /// </summary>
    public static string? Listen(GlobusOptions options, string asker)
    {
        string? name = options.Text("control_interface");
        if (name is not null && asker == "port")
        {
            return null;
        }

        int port = options.Text("port") is { } text ? GlobusOptions.Number(text) : DefaultPort;
        if (port is < 0 or > IPEndPoint.MaxPort)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{port} is not a port"));
        }

        IPAddress address = name is not null ? Resolve(name) : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        return new IPEndPoint(address, port).ToString();
    }

    /// <summary>An address, or the first one of a host name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static IPAddress Resolve(string host)
    {
        try
        {
            return IPAddress.TryParse(host, out IPAddress? address) ? address : Dns.GetHostAddresses(host)[0];
        }
        catch (SocketException exception)
        {
            throw new FormatException($"no address is known for {host}: {exception.Message}", exception);
        }
    }
}
