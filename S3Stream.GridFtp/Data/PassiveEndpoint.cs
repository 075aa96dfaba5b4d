using System.Net;
using System.Net.Sockets;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Data;

/// <summary>Opens a session's listener for data connections and describes it to the client.</summary>
internal static class PassiveEndpoint
{
    /// <summary>Listens for <paramref name="form"/> and returns the address to tell the client.</summary>
    /// <exception cref="FtpException">425: no free port, or an address that the form cannot express.</exception>
    public static async ValueTask<IPEndPoint> ListenAsync(SessionContext session, DataChannel channel, PassiveForm form)
    {
        IPAddress local = LocalAddress(session);
        IPAddress told = session.Options.DataAddress ?? local;
        if (form is PassiveForm.Passive or PassiveForm.Striped && told.AddressFamily != AddressFamily.InterNetwork)
        {
            throw DataFailure.NotOpened("the reply to this command holds IPv4 addresses only; use EPSV or SPAS 2.");
        }

        IPEndPoint bound = await channel.ListenAsync(local, session.State.SocketBuffer);
        return new IPEndPoint(told, bound.Port);
    }

    /// <summary>The address the client reached us by.</summary>
    public static IPAddress LocalAddress(SessionContext session) =>
        session.Local.Address.IsIPv4MappedToIPv6 ? session.Local.Address.MapToIPv4() : session.Local.Address;
}
