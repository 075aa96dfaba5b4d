using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>SITE WHOAMI.</summary>
internal sealed class WhoAmICommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) => Reply.Of(200, context.User.Name);
}
