using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Processes;

/// <summary>Runs of <c>rclone copyto</c> from a file into a store, in parts of 16 MiB, four at once.</summary>
internal static partial class RcloneCopy
{
    /// <summary>A candidate that copies the file once, and is charged what it used for it.</summary>
    public static Candidate Candidate(string subject, RunContext context, StoreAccess store, string source, long bytes)
    {
        string program = Tool.Require("rclone", "rclone");
        string command = string.Join(' ', [
            program, "copyto", source, ":s3:bucket/rclone", "--config", Path.Combine(context.Folder, "rclone.conf"),
            "--s3-chunk-size", "16M", "--s3-upload-concurrency", "4", "--s3-upload-cutoff", "16M", "--s3-no-check-bucket",
            "--ignore-times", "--retries", "1",
        ]);
        return new Candidate(subject, async token =>
        {
            // the shell's times are those of its children
            var start = new ProcessStartInfo("/bin/sh", ["-c", $"{command} && times"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment.Remove("AWS_CA_BUNDLE"); // it ends with an error where this machine sets one for the AWS tools
            start.Environment["RCLONE_S3_PROVIDER"] = "Other";
            start.Environment["RCLONE_S3_ENDPOINT"] = store.Endpoint.ToString();
            start.Environment["RCLONE_S3_ACCESS_KEY_ID"] = store.AccessKey;
            start.Environment["RCLONE_S3_SECRET_ACCESS_KEY"] = store.SecretKey;
            long started = Stopwatch.GetTimestamp();
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync(token);
            string output = await process.StandardOutput.ReadToEndAsync(token);
            await process.WaitForExitAsync(token);
            return process.ExitCode == 0
                ? new Sample(subject, Stopwatch.GetElapsedTime(started), ChildrensTime(output)) { Bytes = bytes, Operations = 1 }
                : throw new InvalidOperationException($"rclone failed: {await errors}");
        });
    }

    // the second line of the shell's times: user and system time of the children, such as 0m1.234s 0m0.567s
    private static TimeSpan ChildrensTime(string output) => TimeOf()
        .Matches(output)
        .TakeLast(2)
        .Select(match => TimeSpan.FromMinutes(Number(match.Groups[1])) + TimeSpan.FromSeconds(Number(match.Groups[2])))
        .Aggregate((user, system) => user + system);

    private static double Number(Group text) => double.Parse(text.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex("([0-9]+)m([0-9.]+)s")]
    private static partial Regex TimeOf();
}
