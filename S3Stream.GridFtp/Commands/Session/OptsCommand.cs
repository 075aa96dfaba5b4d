using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>OPTS: options of other commands.</summary>
internal sealed class OptsCommand : ImmediateCommand
{
    private static readonly Reply Done = Reply.Of(200, "OPTS Command Successful.");
    private static readonly Reply Failed = Reply.Of(500, "OPTS failed.");

    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        CommandLine option = CommandLine.Parse(line.Argument);
        SessionState state = context.State;
        switch (option.Verb)
        {
            case "RETR":
                RetrieveOptions.Apply(option.Argument, state, context.Options);
                return Done;
            case "PASV" or "EPSV" or "SPAS":
                state.AllowDelayedPassive = Single(option, "ALLOWDELAYED") != 0;
                return Done;
            case "CKSM":
                state.ChecksumMarkers = RetrieveOptions.Interval(Single(option, "MARKERS"));
                return Done;
            case "MLST":
                state.Facts = Paths.MlsxFactNames.Parse(option.Argument);
                return Reply.Of(200, $"OPTS MLST {Paths.MlsxFactNames.Join(state.Facts)}".TrimEnd());
            case "MLSR":
                return Done; // OnError= has no meaning here: a listing of keys has no unreadable directories
            case "UTF8":
                return option.Argument.Trim().ToUpperInvariant() is "ON" or "" ? Reply.Of(200, "UTF8 is on.") : Failed;
            default:
                return Failed;
        }
    }

    private static long Single(CommandLine option, string name)
    {
        (string Name, string Value)[] settings = [.. Arguments.Settings(option.Argument)];
        return settings is [var only] && only.Name == name ? Arguments.Number(only.Value) : throw Replies.SyntaxError();
    }
}
