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
            yield return $"  The profile {profile.Name} relies on what this service takes and ignores: "
                + "use --s3-profile generic, or nothing checks the parts.";
        }

        ProbeStep[] failed = [.. report.Steps.Where(step => step.Failure is not null)];
        foreach (ProbeStep step in failed)
        {
            yield return $"  {step.Operation}: {AdviceOf(step.Failure!)}{LogText.Clean(step.Failure!.Message)}";
        }

        if (failed.Length > 0 && report.Steps.All(step => step.Outcome is ProbeOutcome.Refused or ProbeOutcome.Skipped))
        {
            yield return "  Everything is refused: besides a policy, that may be a secret key that is not that of the access key; "
                + "some services say AccessDenied for that too.";
        }

        foreach (string what in report.LeftBehind)
        {
            yield return $"could not be removed, please remove it: {LogText.Clean(what)}";
        }

        string[] missing = [.. report.Steps.Where(step => step.Outcome == ProbeOutcome.Refused).Select(step => step.Permission).Distinct()];
        if (missing.Length > 0)
        {
            yield return "";
            yield return "These permissions are missing. A policy that gives them:";
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

    /// <summary>What to do about failures that are no matter of permissions, as far as S3's code tells.</summary>
    private static string AdviceOf(StorageException failure) => failure.ErrorCode switch
    {
        "ConnectionFailure" => "The service cannot be reached: check --s3-endpoint, its name, port and firewall. ",
        "TlsFailure" => "The service's certificate is not accepted: --s3-ca names an authority to trust. ",
        "RequestTimeTooSkewed" => "This machine's clock differs from the service's by more than 15 minutes: synchronize it. ",
        "InvalidAccessKeyId" => "The service does not know the access key. ",
        "SignatureDoesNotMatch" => "The secret key is not that of the access key. ",
        "ExpiredToken" or "InvalidToken" => "The session token is not valid any more. ",
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
