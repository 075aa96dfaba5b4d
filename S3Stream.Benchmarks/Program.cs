using System.CommandLine;
using S3Stream.Benchmarks.NullServer;

var root = new RootCommand("Measures S3Stream.")
{
    NullServerCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
