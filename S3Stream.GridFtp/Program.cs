using System.CommandLine;
using S3Stream.GridFtp.Hosting;

var root = new RootCommand("S3Stream: a GridFTP and FTP endpoint whose storage is S3.")
{
    ServeCommand.Create(),
    CheckConfigCommand.Create(),
    DoctorCommand.Create(),
    HashPasswordCommand.Create(),
    CompletionCommand.Create(),
    ManualCommand.Create(),
};
ParseResult parsed = root.Parse(args);

// the host answers signals itself, by draining
return parsed.Errors.Count > 0
    ? CommandExit.OfWrongLine(parsed)
    : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
