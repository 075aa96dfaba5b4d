using System.CommandLine;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace S3Stream.Benchmarks.Micro;

/// <summary><c>micro</c>: BenchmarkDotNet on the building blocks.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        Option<string> filter = new("--filter")
        {
            Description = "Which benchmarks, such as '*Checksum*'.",
            DefaultValueFactory = _ => "*",
        };
        Option<FileInfo?> output = new("--output")
        {
            Description = "The page to write; it keeps the results of benchmarks that are not run now. Default: none.",
        };
        var command = new Command("micro", "Measure the building blocks with BenchmarkDotNet.") { filter, output };
        command.SetAction(parsed =>
        {
            string[] arguments = ["--filter", parsed.GetRequiredValue(filter)];
            IEnumerable<Summary> summaries =
                BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(arguments, new MicroConfig());
            if (parsed.GetValue(output) is { } page)
            {
                MicroPage.Write(page.FullName, summaries);
            }

            return 0;
        });
        return command;
    }
}
