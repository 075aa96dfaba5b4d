using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// What PASV, EPSV and SPAS have in common: listen now and tell where, or, with AllowDelayed, once the transfer command has come.
/// </summary>
internal abstract class PassiveCommand : FtpCommand
{
    protected static async Task<Reply> EnterAsync(CommandContext context, PassiveForm form)
    {
        if (context.DataChannel.ExtendedPassiveOnly && form is not (PassiveForm.Extended or PassiveForm.ExtendedWithAddress))
        {
            throw new FtpException(Reply.Of(503, "EPSV ALL is in effect; use EPSV."));
        }

        if (context.State.AllowDelayedPassive)
        {
            await context.DataChannel.DelayAsync(form);
            return Reply.Of(200, "Passive delayed.");
        }

        return PassiveReply.Of(form, await PassiveEndpoint.ListenAsync(context, context.DataChannel, form), delayed: false);
    }
}
