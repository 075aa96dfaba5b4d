using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Hosting;

/// <summary>What <c>doctor</c> prints: operations, abilities and what suffers without them, advice, and the settings to paste.</summary>
internal static class DoctorReport
{
    private static readonly string[] OfAccount = ["s3:ListAllMyBuckets"];
    private static readonly string[] OfBucket = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];

    /// <summary>What the store may do or not, and what the endpoint does without it.</summary>
    private static readonly (StoreAbility Ability, string Name, string Without)[] Abilities =
    [
        (StoreAbility.ComparesContentMd5, "compares Content-MD5", "the bytes of an upload are compared with the ETags in the answers only"),
        (StoreAbility.ComparesCrc64Nvme, "compares CRC64NVME", "uploads go out with Content-MD5, which takes more of the processor"),
        (StoreAbility.KeepsCrc64Nvme, "keeps CRC64NVME", "downloads cannot be compared with a checksum; CKSM reads the object"),
        (StoreAbility.PutsOnlyNew, "If-None-Match, PutObject", "no-overwrite rules look first; another writer may come in between"),
        (StoreAbility.CompletesOnlyNew, "If-None-Match, Complete", "no-overwrite rules look first; another writer may come in between"),
        (StoreAbility.ReplacesOnlyOneVersion, "If-Match, Complete", "MFMT of objects over 5 GiB is refused"),
        (StoreAbility.ComparesObjectSize, "compares object sizes", "nothing: the parts themselves are proven"),
        (StoreAbility.TakesUnequalParts, "parts of any length", "set s3-profile r2; without a declared length an object has at most 10,000 "
            + "parts of part-size"),
        (StoreAbility.PinsReads, "If-Match, GetObject", "nothing: the ETag of each answer is compared"),
        (StoreAbility.PinsCopies, "if-match, CopyObject", "renames and MFMT look at the object before and after the copy"),
        (StoreAbility.PinsPartCopies, "if-match, UploadPartCopy", "APPE and renames over 5 GiB look at the object before and after"),
        (StoreAbility.ListsOddKeys, "lists odd names", "names with blanks, + or % may be listed wrongly and not be found"),
        (StoreAbility.TellsGoneUploads, "NoSuchUpload", "an upload to resume that is gone ends in an error instead of a new upload"),
    ];

    public static IEnumerable<string> Lines(
        ProbeReport report, S3StreamOptions store, string service, string bucket, string prefix)
    {
        yield return $"{service}, bucket {bucket}, profile {store.Profile.Name}";
        yield return "";
        foreach (ProbeStep step in report.Steps)
        {
            yield return $"  {WordOf(step.Outcome),-9} {step.Operation,-25} {step.Permission}";
        }

        foreach ((StoreAbility ability, string name, string without) in Abilities)
        {
            bool? has = report.Has(ability);
            string word = has switch { true => "yes", false => "NO", _ => "not tried" };
            yield return $"  {word,-9} {name,-25} {(has == false ? without : "")}".TrimEnd();
        }

        foreach (string line in FailureLines(report))
        {
            yield return line;
        }

        foreach (string line in SettingLines(report, store))
        {
            yield return line;
        }

        string[] missing = [.. report.Steps.Where(step => step.Outcome == ProbeOutcome.Refused).Select(step => step.Permission).Distinct()];
        if (missing.Length > 0)
        {
            yield return "";
            yield return "These permissions are missing. A policy that gives them:";
            yield return PolicyOf(missing, bucket, prefix);
        }
    }

    private static IEnumerable<string> FailureLines(ProbeReport report)
    {
        ProbeStep[] failed = [.. report.Steps.Where(step => step.Failure is not null)];
        if (failed.Length > 0)
        {
            yield return "";
        }

        foreach (ProbeStep step in failed)
        {
            yield return $"  {step.Operation}: {AdviceOf(step.Failure!)}{LogText.Clean(step.Failure!.Message)}{LossOf(step)}";
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
    }

    private static IEnumerable<string> SettingLines(ProbeReport report, S3StreamOptions store)
    {
        if (Misfit(report, store.Profile) is { } misfit)
        {
            yield return "";
            yield return $"  The profile {store.Profile.Name} {misfit}.";
        }

        if (report.Abilities.Count == 0)
        {
            yield break;
        }

        string profile = ProfileFor(report, store.Profile);
        yield return "";
        yield return "Settings for this service:";
        if (store.Endpoint is { } endpoint)
        {
            yield return $"  s3-endpoint = {endpoint}";
        }

        yield return $"  s3-region = {store.Region}";
        yield return $"  s3-profile = {profile}";
        if (store.Profile.PathStyle != StoreProfile.Parse(profile).PathStyle)
        {
            yield return $"  s3-addressing = {(store.Profile.PathStyle ? "path" : "virtual")}";
        }
    }

    /// <summary>What the profile relies on and the store does not do. One that learns relies on nothing.</summary>
    private static string? Misfit(ProbeReport report, StoreProfile profile)
    {
        (bool Relies, StoreAbility On, string What)[] promises =
        [
            (profile.Checksum == StoreChecksum.Crc64Nvme, StoreAbility.ComparesCrc64Nvme, "that the store compares CRC64NVME"),
            (profile.ConditionalWrites, StoreAbility.PutsOnlyNew, "If-None-Match of PutObject"),
            (profile.ConditionalWrites, StoreAbility.CompletesOnlyNew, "If-None-Match of CompleteMultipartUpload"),
            (profile.ConditionalReplace, StoreAbility.ReplacesOnlyOneVersion, "If-Match of CompleteMultipartUpload"),
        ];
        string[] broken = [.. promises.Where(promise => promise.Relies && report.Has(promise.On) == false).Select(promise => promise.What)];
        return profile.Learns || broken.Length == 0
            ? null
            : $"relies on {string.Join(", and on ", broken)}, and this service ignores it: use --s3-profile auto";
    }

    /// <summary>A profile that says what was found, where one offers more than learning it does.</summary>
    private static string ProfileFor(ProbeReport report, StoreProfile used) =>
        used == StoreProfile.Aws ? "aws"
        : report.Has(StoreAbility.TakesUnequalParts) == false ? "r2"
        : report.Has(StoreAbility.ReplacesOnlyOneVersion) == true
            && report.Has(StoreAbility.ComparesCrc64Nvme) == true
            && report.Has(StoreAbility.PutsOnlyNew) == true
            && report.Has(StoreAbility.CompletesOnlyNew) == true ? "ceph"
        : "auto";

    private static string WordOf(ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Works => "works",
        ProbeOutcome.Refused => "REFUSED",
        ProbeOutcome.Failed => "FAILED",
        _ => "not tried",
    };

    /// <summary>Which features of the endpoint suffer.</summary>
    private static string LossOf(ProbeStep step) => step.Operation switch
    {
        "ListBuckets" => " Without it, / lists only the buckets that s3-buckets names.",
        "GetBucketLocation" => " Without it, buckets in other regions of AWS are found by a redirect only.",
        "ListObjectsV2" => " Without it, directories cannot be listed, renamed or removed.",
        "ListMultipartUploads" or "ListParts" => " Without it, interrupted uploads cannot be resumed.",
        "AbortMultipartUpload" => " Without it, interrupted uploads stay in the store, and so do their costs.",
        "CopyObject" or "UploadPartCopy" => " Without it, there are no renames, MFMT or APPE.",
        "DeleteObjects" => " Without it, directories cannot be removed or renamed.",
        "DeleteObject" => " Without it, nothing can be removed or renamed.",
        "CreateMultipartUpload" or "UploadPart" or "CompleteMultipartUpload" =>
            " Without it, only objects of one part can be uploaded.",
        _ => "",
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
