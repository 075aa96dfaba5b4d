using System.CommandLine;
using S3Stream.Benchmarks.Micro;
using S3Stream.Benchmarks.NullServer;
using S3Stream.Benchmarks.Running;
using S3Stream.Benchmarks.Tuning;
using S3Stream.Benchmarks.Workers;

var root = new RootCommand("Measures S3Stream.")
{
    RunCommand.Create(),
    MicroCommand.Create(),
    NullServerCommand.Create(),
    WorkerCommand.Create(),
    StoringServerCommand.Create(),
    TuneCommand.Create(),
};
// what is stopped cleans up first
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
