using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>
/// AWSSDK.S3's PutObject and GetObject over small objects, four at once: what a store gives to whoever asks it without more ado.
/// </summary>
internal sealed class ObjectLoop(AmazonS3Client client, string bucket, int objects, int size)
{
    public const string Subject = "bare PutObject/GetObject loop";

    private const int Concurrency = 4;

    public Candidate Puts => new(Subject, token => RunAsync(PutAsync, token));

    public Candidate Gets => new(Subject, token => RunAsync(GetAsync, token));

    /// <summary>The key of an object.</summary>
    public static string Key(int number) => $"loop/{number:d5}";

    private async Task<Sample> RunAsync(Func<int, CancellationToken, ValueTask> one, CancellationToken cancellationToken)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, objects, atOnce, one);
        return new Sample(Subject, Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - before)
        {
            Bytes = (long)objects * size,
            Operations = objects,
        };
    }

    private async ValueTask PutAsync(int number, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(new byte[size], writable: false);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = Key(number), InputStream = body }, cancellationToken);
    }

    private async ValueTask GetAsync(int number, CancellationToken cancellationToken)
    {
        using GetObjectResponse response = await client.GetObjectAsync(bucket, Key(number), cancellationToken);
        await response.ResponseStream.CopyToAsync(Stream.Null, cancellationToken);
    }
}
