using System.Net;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Hosting;

/// <summary>The text for a person when the server is ready: its addresses, what it serves, and a first transfer to paste.</summary>
internal static class Banner
{
    public static IEnumerable<string> Lines(ServeSettings settings, IReadOnlyList<IPEndPoint> addresses, S3StreamOptions store)
    {
        yield return $"S3Stream GridFTP {ServerVersion.Text} is ready on {string.Join(", ", addresses)}";
        yield return settings.EmbeddedStore is { } directory
            ? $"Objects are kept in {Path.GetFullPath(directory)} (S3 service at {store.Endpoint})"
            : $"Objects are in {store.Endpoint?.ToString() ?? "AWS S3, region " + store.Region} ({store.Profile.Name})";
        if (settings.EmbeddedStore is not null && settings.GridFtp.Anonymous == AnonymousAccess.ReadWrite)
        {
            string url = $"ftp://{Reachable(addresses[0])}/demo";
            yield return "";
            yield return "To try a transfer, up and down again:";
            yield return $"  globus-url-copy -cd -p 4 file:///etc/services {url}/services";
            yield return $"  curl -T /etc/services --ftp-create-dirs {url}/services-2";
            yield return $"  curl {url}/";
            yield return "";
        }
    }

    /// <summary>An address a client on this machine can use.</summary>
    private static IPEndPoint Reachable(IPEndPoint address) =>
        address.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, address.Port)
        : address.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, address.Port)
        : address;
}
