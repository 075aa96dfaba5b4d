using System.Net;
using System.Net.Sockets;
using S3Stream.GridFtp.Data;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// What PASV, EPSV and SPAS have in common: listen now and tell where, or, with AllowDelayed, once the transfer command has come.
/// </summary>
internal abstract class PassiveCommand : FtpCommand
{
    /// <summary>Listens for <paramref name="form"/> and returns the address to tell the client.</summary>
    /// <exception cref="FtpException">425: no free port, or an address that the form cannot express.</exception>
    public static async ValueTask<IPEndPoint> ListenAsync(CommandContext context, PassiveForm form)
    {
        IPAddress local = LocalAddress(context);
        IPAddress told = context.Options.DataAddress ?? local;
        if (form is PassiveForm.Passive or PassiveForm.Striped && told.AddressFamily != AddressFamily.InterNetwork)
        {
            throw DataFailure.NotOpened("this form of reply can tell IPv4 addresses only; use EPSV or SPAS 2.");
        }

        IPEndPoint bound = await context.DataChannel.ListenAsync(local, context.State.SocketBuffer);
        return new IPEndPoint(told, bound.Port);
    }

    protected static async Task<Reply> EnterAsync(CommandContext context, PassiveForm form)
    {
        if (context.DataChannel.ExtendedPassiveOnly && form != PassiveForm.Extended)
        {
            throw new FtpException(Reply.Of(503, "EPSV ALL is in effect; use EPSV."));
        }

        if (context.State.AllowDelayedPassive)
        {
            await context.DataChannel.DelayAsync(form);
            return Reply.Of(200, "Passive delayed.");
        }

        return PassiveReply.Of(form, await ListenAsync(context, form), delayed: false);
    }

    /// <summary>The address the client reached us by.</summary>
    protected static IPAddress LocalAddress(CommandContext context) =>
        context.Local.Address.IsIPv4MappedToIPv6 ? context.Local.Address.MapToIPv4() : context.Local.Address;
}
