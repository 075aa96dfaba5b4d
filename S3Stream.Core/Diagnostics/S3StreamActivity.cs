using System.Diagnostics;

namespace S3Stream.Diagnostics;

/// <summary>
/// Traces of uploads and downloads: activity source <c>S3Stream</c>, one activity a transfer. No activity exists while nobody listens.
/// </summary>
internal static class S3StreamActivity
{
    private static readonly ActivitySource Source = new("S3Stream", typeof(S3StreamActivity).Assembly.GetName().Version?.ToString(3) ?? "");

    public static Activity? Begin(string name, ObjectAddress address)
    {
        Activity? activity = Source.StartActivity(name, ActivityKind.Client);
        activity?.SetTag("aws.s3.bucket", address.Bucket).SetTag("aws.s3.key", address.Key);
        return activity;
    }

    public static void End(Activity? activity, TransferCounts counts, Exception? failure)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetTag("s3stream.requests", counts.Requests);
        activity.SetTag("s3stream.retries", counts.Retries);
        activity.SetTag("s3stream.parts", counts.Parts);
        activity.SetStatus(failure is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, failure?.Message);
        activity.Dispose();
    }
}
