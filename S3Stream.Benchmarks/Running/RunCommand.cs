using System.CommandLine;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Rows;

namespace S3Stream.Benchmarks.Running;

/// <summary><c>run</c>: measures every row, or some, and writes the page.</summary>
internal static class RunCommand
{
    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "Measure only this row; may be given several times. A name that ends with * selects all rows that begin with it.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Measure one round with less data, for a first look with rougher figures.",
    };
    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "The number of rounds after one to warm up. Default: as many as each row needs.",
    };
    private static readonly Option<bool> List = new("--list") { Description = "Name the rows and end." };
    private static readonly Option<bool> Render = new("--render")
    {
        Description = "Measure nothing, and write the page again from the results that exist.",
    };

    private static readonly Option<string> Server = new("--server")
    {
        Description = "The endpoint's executable. Default: the one built with the benchmarks, which is compiled just in time.",
        DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "s3stream-gridftp"),
    };

    private static readonly Option<string> Folder = new("--folder")
    {
        Description = "The directory for files; it has to be in memory.",
        DefaultValueFactory = _ => "/dev/shm",
    };

    private static readonly Option<FileInfo?> Output = new("--output")
    {
        Description = "The page to write, such as docs/benchmarks.md; results and plots go to a folder of that name without '.md'. "
            + "Default: a temporary folder.",
    };

    public static Command Create()
    {
        var command = new Command("run", "Measure and write the page of measurements.")
        {
            Only,
            Quick,
            Rounds,
            List,
            Render,
            Server,
            Folder,
            Output,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<IBenchmarkRow> rows = Select(parsed.GetValue(Only) ?? []);
        if (parsed.GetValue(List))
        {
            foreach (IBenchmarkRow row in rows)
            {
                Console.WriteLine($"{row.Name,-24} {row.What}");
            }

            return 0;
        }

        string page = parsed.GetValue(Output)?.FullName ?? Path.Combine(
            Directory.CreateTempSubdirectory("s3stream-benchmark-").FullName, "benchmarks.md");
        string material = Path.ChangeExtension(page, null);
        var settings = new RunSettings
        {
            Server = Path.GetFullPath(parsed.GetRequiredValue(Server)),
            Folder = parsed.GetRequiredValue(Folder),
            Rounds = parsed.GetValue(Rounds),
            Quick = parsed.GetValue(Quick),
        };
        var runner = new RowRunner(settings, new ResultFolder(material));
        bool allMeasured = true;
        foreach (IBenchmarkRow row in parsed.GetValue(Render) ? [] : rows)
        {
            allMeasured &= await runner.RunAsync(row, cancellationToken);
            // after each row: what a long run has measured so far is never lost
            Page.Write(page, new ResultFolder(material), Path.GetFileName(material), RowTable.All);
        }

        Page.Write(page, new ResultFolder(material), Path.GetFileName(material), RowTable.All);
        Console.WriteLine($"The page is {page}.");
        return allMeasured ? 0 : 1;
    }

    private static IReadOnlyList<IBenchmarkRow> Select(string[] wanted)
    {
        if (wanted.Length == 0)
        {
            return RowTable.All;
        }

        foreach (string name in wanted)
        {
            if (!RowTable.All.Any(row => Matches(row, name)))
            {
                throw new ArgumentException(
                    $"There is no row '{name}'. There is: {string.Join(", ", RowTable.All.Select(row => row.Name))}.");
            }
        }

        return [.. RowTable.All.Where(row => wanted.Any(name => Matches(row, name)))];
    }

    private static bool Matches(IBenchmarkRow row, string name) =>
        name.EndsWith('*') ? row.Name.StartsWith(name[..^1], StringComparison.Ordinal) : row.Name == name;
}
