using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>LANG: replies are in English.</summary>
internal sealed class LangCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line) =>
        line.Argument.Trim() is "" || line.Argument.Trim().StartsWith("EN", StringComparison.OrdinalIgnoreCase)
            ? Reply.Of(200, "lang set to EN.")
            : Reply.Of(504, "Only EN is supported.");
}
