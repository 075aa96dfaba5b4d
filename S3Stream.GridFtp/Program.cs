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

// the host answers signals itself, by draining
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
