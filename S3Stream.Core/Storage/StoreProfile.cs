using System.ComponentModel;
using S3Stream.Storage;

namespace S3Stream;

/// <summary>
/// How one kind of S3 store differs from the others, as data. Immutable; start from a named profile and change it with <c>with</c>. A
/// configuration names one: <c>"Profile": "ceph"</c>.
/// </summary>
[TypeConverter(typeof(StoreProfileConverter))]
public sealed record StoreProfile
{
    private const string R2Host = ".r2.cloudflarestorage.com";

    // of whatever kind: regional, a VPC's, accelerated, an access point's
    private static readonly string[] AwsHosts = [".amazonaws.com", ".amazonaws.com.cn"];

    /// <summary>The profile's name, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Put the bucket into the path (<c>endpoint/bucket/key</c>) instead of the host name.</summary>
    public bool PathStyle { get; init; }

    /// <summary>Whole-object checksum the store keeps for multipart uploads, and verifies for each part.</summary>
    public StoreChecksum Checksum { get; init; } = StoreChecksum.Crc64Nvme;

    /// <summary>
    /// Sign the payload's SHA-256 on plain http too. Costs about 0.5 s of CPU per GB; off, plain http is sent UNSIGNED-PAYLOAD.
    /// </summary>
    public bool SignPayload { get; init; }

    /// <summary>All parts but the last must have one size (Cloudflare R2).</summary>
    public bool UniformParts { get; init; }

    /// <summary>The store honours If-None-Match: * on CompleteMultipartUpload and PutObject.</summary>
    public bool ConditionalWrites { get; init; } = true;

    /// <summary>
    /// The store honours If-Match with an ETag on CompleteMultipartUpload: it replaces that version of the object and no other.
    /// </summary>
    public bool ConditionalReplace { get; init; }

    /// <summary>The store checks <c>x-amz-mp-object-size</c> on CompleteMultipartUpload.</summary>
    public bool DeclaresObjectSize { get; init; } = true;

    /// <summary>
    /// What the other properties say is a possibility that is believed, for each bucket, once the store's answers show it. Until then, and
    /// where they show the opposite, bytes are protected by Content-MD5, and answers are compared here.
    /// </summary>
    public bool Learns { get; init; }

    /// <summary>Most parts of an object.</summary>
    public int MaxParts { get; init; } = 10_000;

    /// <summary>Most bytes of a part.</summary>
    public long MaxPartSize { get; init; } = 5L * 1024 * 1024 * 1024;

    /// <summary>
    /// A store of which nothing is known: what it can do is learned from its answers, as fast as a profile that says so, and as safe as
    /// <see cref="Generic"/> where it cannot.
    /// </summary>
    public static StoreProfile Auto => new() { Name = "auto", PathStyle = true, Learns = true };

    /// <summary>Amazon S3.</summary>
    public static StoreProfile Aws => new() { Name = "aws", ConditionalReplace = true };

    /// <summary>MinIO.</summary>
    public static StoreProfile Minio => new() { Name = "minio", PathStyle = true };

    /// <summary>
    /// Ceph RGW 20 and later. For older ones use <see cref="Auto"/>: 18.2 takes CRC64NVME, and If-None-Match and If-Match at the end of a
    /// multipart upload, without a word and does not compare them.
    /// </summary>
    public static StoreProfile Ceph => new() { Name = "ceph", PathStyle = true, ConditionalReplace = true };

    /// <summary>Cloudflare R2.</summary>
    public static StoreProfile R2 => new()
    {
        Name = "r2",
        PathStyle = true,
        UniformParts = true,
        Checksum = StoreChecksum.None,
        DeclaresObjectSize = false,
    };

    /// <summary>Only what every S3 server understands, without trying for more. Parts are protected by Content-MD5.</summary>
    public static StoreProfile Generic => new()
    {
        Name = "generic",
        PathStyle = true,
        Checksum = StoreChecksum.ContentMd5,
        ConditionalWrites = false,
        DeclaresObjectSize = false,
    };

    /// <summary>The profile of that name.</summary>
    /// <param name="name"><c>auto</c>, <c>aws</c>, <c>minio</c>, <c>ceph</c>, <c>r2</c> or <c>generic</c>, in any case.</param>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    public static StoreProfile Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToUpperInvariant() switch
        {
            "AUTO" => Auto,
            "AWS" => Aws,
            "MINIO" => Minio,
            "CEPH" => Ceph,
            "R2" => R2,
            "GENERIC" => Generic,
            _ => throw new ArgumentException(
                $"There is no store profile '{name}'. Use auto, aws, minio, ceph, r2 or generic.", nameof(name)),
        };
    }

    /// <summary>The profile of an endpoint of which no more than the address is known.</summary>
    internal static StoreProfile For(Uri? endpoint) =>
        endpoint is null || AwsHosts.Any(host => endpoint.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase)) ? Aws
        : endpoint.Host.EndsWith(R2Host, StringComparison.OrdinalIgnoreCase) ? R2
        : Auto;
}
