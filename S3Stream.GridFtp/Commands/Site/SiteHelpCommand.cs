using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>SITE HELP: the main verbs and what SITE takes; globus-url-copy searches the text for words it knows.</summary>
internal sealed class SiteHelpCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) => line.HasArgument
        ? HelpCommand.Syntax(context.Commands, line.Argument.Trim().ToUpperInvariant())
        : HelpCommand.Overview(context.Commands.VerbsToTell(withSite: true));
}
