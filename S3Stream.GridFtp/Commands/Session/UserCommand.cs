using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>USER: names the account. The reply does not reveal whether it exists.</summary>
internal sealed class UserCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        if (context.State.User is not null)
        {
            return Replies.AlreadyLoggedIn;
        }

        context.State.PendingUser = line.Argument;
        return Reply.Of(331, $"Password required for {line.Argument}.");
    }
}
