using System.CommandLine;
using BenchmarkDotNet.Running;

namespace S3Stream.Benchmarks.Micro;

/// <summary><c>micro</c>: BenchmarkDotNet on the building blocks.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        Option<string> filter = new("--filter") { Description = "Which benchmarks, such as '*Checksum*'.", DefaultValueFactory = _ => "*" };
        var command = new Command("micro", "Measure the building blocks with BenchmarkDotNet.") { filter };
        command.SetAction(parsed =>
        {
            string[] arguments = ["--filter", parsed.GetRequiredValue(filter)];
            BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(arguments, new MicroConfig());
            return 0;
        });
        return command;
    }
}
