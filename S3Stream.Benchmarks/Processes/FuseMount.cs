using System.Diagnostics;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Processes;

/// <summary>
/// A bucket mounted as a directory by s3fs or rclone, as the C server would be put in front of S3 today. Unmounted when disposed.
/// </summary>
internal sealed class FuseMount : IAsyncDisposable
{
    private const string Bucket = "mounted";
    private static readonly TimeSpan MountTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private readonly MeasuredProcess _process;

    private FuseMount(MeasuredProcess process, string folder)
    {
        _process = process;
        Folder = folder;
    }

    /// <summary>Where the bucket's objects are seen as files.</summary>
    public string Folder { get; }

    public static async Task<FuseMount> StartS3fsAsync(RunContext context, StoreAccess store, CancellationToken cancellationToken)
    {
        string program = Tool.Require("s3fs", "s3fs");
        string folder = MountPoint(context, "s3fs");
        string password = Path.Combine(context.Folder, "s3fs-password");
        await File.WriteAllTextAsync(password, $"{store.AccessKey}:{store.SecretKey}\n", cancellationToken);
        File.SetUnixFileMode(password, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] arguments =
        [
            Bucket, folder, "-f", "-o", $"url={store.Endpoint.ToString().TrimEnd('/')}",
            "-o", "use_path_request_style", "-o", $"passwd_file={password}",
            "-o", $"tmpdir={context.Folder}",
        ];
        return await MountAsync(program, arguments, folder, null, cancellationToken);
    }

    public static Task<FuseMount> StartRcloneAsync(RunContext context, StoreAccess store, CancellationToken cancellationToken)
    {
        string program = Tool.Require("rclone", "rclone");
        string folder = MountPoint(context, "rclone");
        string[] arguments =
        [
            "mount", $":s3:{Bucket}", folder, "--vfs-cache-mode", "writes", "--vfs-write-back", "0", "--cache-dir", Path.Combine(
                context.Folder, "rclone-cache"),
            "--config", Path.Combine(context.Folder, "rclone.conf"),

            // objects that others make are seen at once, as behind s3fs and our endpoint
            "--dir-cache-time", "0s", "--attr-timeout", "0s", "--poll-interval", "0",
        ];
        var environment = new Dictionary<string, string?>
        {
            // it ends with an error where this machine sets one for the AWS tools
            ["AWS_CA_BUNDLE"] = null,
            ["RCLONE_S3_PROVIDER"] = "Other",
            ["RCLONE_S3_ENDPOINT"] = store.Endpoint.ToString(),
            ["RCLONE_S3_ACCESS_KEY_ID"] = store.AccessKey,
            ["RCLONE_S3_SECRET_ACCESS_KEY"] = store.SecretKey,
        };
        return MountAsync(program, arguments, folder, environment, cancellationToken);
    }

    /// <summary>The bucket both mounts show.</summary>
    public static string BucketName => Bucket;

    public async ValueTask DisposeAsync()
    {
        using (Process unmount = Process.Start(Tool.Require("fusermount", "fuse3"), ["-u", "-z", Folder]))
        {
            await unmount.WaitForExitAsync();
        }

        await _process.DisposeAsync();
    }

    private static string MountPoint(RunContext context, string name) =>
        Directory.CreateDirectory(Path.Combine(context.Folder, name + "-mount")).FullName;

    private static async Task<FuseMount> MountAsync(
        string program,
        string[] arguments,
        string folder,
        IReadOnlyDictionary<string, string?>? environment,
        CancellationToken cancellationToken)
    {
        if (!File.Exists("/dev/fuse"))
        {
            throw new UnavailableException("there is no /dev/fuse on this machine");
        }

        MeasuredProcess process = await MeasuredProcess.StartAsync(program, arguments, null, environment);
        for (long start = Stopwatch.GetTimestamp(); !IsMounted(folder); await Task.Delay(Interval, cancellationToken))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > MountTimeout)
            {
                string said = process.Said;
                await process.DisposeAsync();
                throw new UnavailableException($"{Path.GetFileName(program)} could not mount: {said}");
            }
        }

        return new FuseMount(process, folder);
    }

    private static bool IsMounted(string folder) => File.ReadLines("/proc/mounts").Any(line => line.Split(' ')[1] == folder);
}
