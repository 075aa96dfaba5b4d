using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// SITE STORATTR <c>modify=YYYYMMDDhhmmss;</c>: the modification time to keep with the object of the next STOR, APPE or ESTO.
/// </summary>
internal sealed class StoreAttributesCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        DateTimeOffset? time = null;
        foreach ((string name, string value) in Arguments.Settings(line.Argument))
        {
            if (name != "MODIFY")
            {
                return Reply.Of(504, $"STORATTR {name}: only modify= has a meaning on S3.");
            }

            time = KeptTime.TryParse(value, out DateTimeOffset parsed) ? parsed : throw Replies.SyntaxError();
        }

        context.State.Next.ModificationTime = time;
        return Replies.Ok;
    }
}
