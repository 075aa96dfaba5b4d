using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>TREV (GFD.020 5.8): how often 111 and 112 markers are sent. 0: never.</summary>
internal sealed class TrevCommand : ImmediateCommand
{
    protected override Reply Execute(CommandContext context, CommandLine line)
    {
        string seconds = line.Argument;
        string trigger = Arguments.TakeWord(ref seconds).ToUpperInvariant();
        if (trigger is not ("PERF" or "RESTART"))
        {
            return Reply.Of(502, "Unsupported event.");
        }

        TimeSpan interval = RetrieveOptions.Interval(Arguments.Number(seconds)) ?? Timeout.InfiniteTimeSpan;
        if (trigger == "PERF")
        {
            context.State.PerformanceMarkers = interval;
        }
        else
        {
            context.State.RestartMarkers = interval;
        }

        return Reply.Of(200, "Command Successful.");
    }
}
