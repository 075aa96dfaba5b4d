using System.CommandLine;
using S3Stream.Benchmarks.Endpoint;
using S3Stream.Benchmarks.Micro;
using S3Stream.Benchmarks.NullServer;
using S3Stream.Benchmarks.Pipeline;

var root = new RootCommand("Measures S3Stream.")
{
    EndpointCommand.Create(),
    CoreCommand.Create(),
    MicroCommand.Create(),
    NullServerCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
