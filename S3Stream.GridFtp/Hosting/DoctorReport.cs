using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Hosting;

/// <summary>What <c>doctor</c> prints.</summary>
internal static class DoctorReport
{
    private static readonly string[] OfAccount = ["s3:ListAllMyBuckets"];
    private static readonly string[] OfBucket = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];

    public static IEnumerable<string> Lines(ProbeReport report, StoreProfile profile, string service, string bucket, string prefix)
    {
        yield return $"{service}, bucket {bucket}";
        yield return "";
        foreach (ProbeStep step in report.Steps)
        {
            yield return $"  {WordOf(step.Outcome),-8} {step.Operation,-22} {step.Permission}";
        }

        yield return "";
        yield return $"  if-none-match: {Words(report.RefusesExisting, "the store refuses to overwrite when asked to", "ignored")}";
        yield return $"  checksums:     {Words(report.KeepsChecksum, "the store keeps CRC-64/NVME", "the store keeps no CRC-64/NVME")}";
        if ((profile.ConditionalWrites && report.RefusesExisting == false)
            || (profile.Checksum == StoreChecksum.Crc64Nvme && report.KeepsChecksum == false))
        {
            yield return $"  The profile {profile.Name} relies on checks that this service ignores: "
                + "use --s3-profile generic, otherwise nothing checks the parts.";
        }

        ProbeStep[] failed = [.. report.Steps.Where(step => step.Failure is not null)];
        foreach (ProbeStep step in failed)
        {
            yield return $"  {step.Operation}: {AdviceOf(step.Failure!)}{LogText.Clean(step.Failure!.Message)}";
        }

        if (failed.Length > 0 && report.Steps.All(step => step.Outcome is ProbeOutcome.Refused or ProbeOutcome.Skipped))
        {
            yield return "  Everything is refused. The reason is a policy, or a secret key that does not belong to the access key: "
                + "some services answer AccessDenied to that too.";
        }

        foreach (string what in report.LeftBehind)
        {
            yield return $"please remove this by hand, because doctor could not: {LogText.Clean(what)}";
        }

        string[] missing = [.. report.Steps.Where(step => step.Outcome == ProbeOutcome.Refused).Select(step => step.Permission).Distinct()];
        if (missing.Length > 0)
        {
            yield return "";
            yield return "These permissions are missing. This policy grants them:";
            yield return PolicyOf(missing, bucket, prefix);
        }
    }

    private static string WordOf(ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Works => "works",
        ProbeOutcome.Refused => "REFUSED",
        ProbeOutcome.Failed => "FAILED",
        _ => "not tried",
    };

    private static string Words(bool? found, string yes, string no) => found switch
    {
        true => yes,
        false => no,
        _ => "not tried",
    };

    /// <summary>The advice for failures other than missing permissions, by S3's error code.</summary>
    private static string AdviceOf(StorageException failure) => failure.ErrorCode switch
    {
        "ConnectionFailure" => "The service cannot be reached: check --s3-endpoint, its name, port and firewall. ",
        "TlsFailure" => "The service's certificate is not trusted: name its authority with --s3-ca. ",
        "RequestTimeTooSkewed" => "This machine's clock differs from the service's by more than 15 minutes: synchronize it. ",
        "InvalidAccessKeyId" => "The service does not know the access key. ",
        "SignatureDoesNotMatch" => "The secret key does not belong to the access key. ",
        "ExpiredToken" or "InvalidToken" => "The session token is no longer valid. ",
        "NoSuchBucket" => "There is no such bucket. ",
        _ => "",
    };

    private static string PolicyOf(string[] missing, string bucket, string prefix)
    {
        (string Resource, string[] Actions)[] statements =
        [
            ("*", [.. missing.Intersect(OfAccount)]),
            ($"arn:aws:s3:::{bucket}", [.. missing.Intersect(OfBucket)]),
            ($"arn:aws:s3:::{bucket}/{prefix}*", [.. missing.Except(OfAccount).Except(OfBucket)]),
        ];
        return $$"""
            {
              "Version": "2012-10-17",
              "Statement": [
                {{string.Join(",\n    ", statements.Where(statement => statement.Actions.Length > 0).Select(StatementOf))}}
              ]
            }
            """;
    }

    private static string StatementOf((string Resource, string[] Actions) statement)
    {
        string actions = string.Join(", ", statement.Actions.Select(action => $"\"{action}\""));
        return $$"""{ "Effect": "Allow", "Action": [{{actions}}], "Resource": "{{statement.Resource}}" }""";
    }
}
