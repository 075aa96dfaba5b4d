using System.Diagnostics;
using System.Globalization;

namespace S3Stream.Benchmarks.Tuning;

/// <summary>globus-url-copy through a GridFTP endpoint, with as many data connections as the combination says.</summary>
/// <param name="endpoint">The endpoint's root, such as <c>ftp://127.0.0.1:2811</c>; buckets are its directories.</param>
/// <param name="leftovers">Names the objects and removes them.</param>
/// <param name="folder">A private folder for the file that is sent and for the list of addresses, which may hold a password.</param>
internal sealed class EndpointSubject(Uri endpoint, Leftovers leftovers, DirectoryInfo folder) : ITuneSubject
{
    private const string Client = "globus-url-copy";

    public async Task<Measured> MeasureAsync(Combination combination, long bytes, Action<long> moved, CancellationToken cancellationToken)
    {
        string source = Path.Combine(folder.FullName, "source");
        await using (FileStream file = File.Create(source))
        {
            file.SetLength(bytes); // a hole: reading it needs no disk
        }

        ObjectAddress address = leftovers.NewAddress();
        string remote = $"{endpoint.ToString().TrimEnd('/')}/{address.Bucket}/{address.Key}";
        var busy = new BusyMeter();
        TimeSpan up = await CopyAsync($"file://{source}", remote, combination.Streams, cancellationToken);
        moved(bytes);
        TimeSpan down = await CopyAsync(remote, "file:///dev/null", combination.Streams, cancellationToken);
        moved(bytes);
        double share = busy.Share;
        await leftovers.RemoveAsync([address], cancellationToken);
        return new Measured(combination, bytes / 1e6 / up.TotalSeconds, bytes / 1e6 / down.TotalSeconds, share);
    }

    private async Task<TimeSpan> CopyAsync(string from, string to, int streams, CancellationToken cancellationToken)
    {
        // a list, because everybody on the machine sees a command line
        string list = Path.Combine(folder.FullName, "list");
        await File.WriteAllTextAsync(list, $"\"{from}\" \"{to}\"\n", cancellationToken);
        string[] arguments = ["-p", streams.ToString(CultureInfo.InvariantCulture), "-f", list];
        long start = Stopwatch.GetTimestamp();
        using Process client = Process.Start(
            new ProcessStartInfo(Client, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            Task<string> output = client.StandardOutput.ReadToEndAsync(cancellationToken);
            string errors = await client.StandardError.ReadToEndAsync(cancellationToken);
            await output;
            await client.WaitForExitAsync(cancellationToken);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            return client.ExitCode == 0 ? elapsed : throw new InvalidOperationException($"{Client} -p {streams} failed: {errors.Trim()}");
        }
        finally
        {
            if (!client.HasExited)
            {
                client.Kill();
                await client.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}
