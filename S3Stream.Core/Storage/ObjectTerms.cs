using System.Globalization;

namespace S3Stream.Storage;

/// <summary>
/// What one transfer's own options put on the requests about its object, over what the client's rules say. Immutable; made by
/// <see cref="TransferTerms"/>.
/// </summary>
/// <param name="Address">The object; requests about others are not touched.</param>
internal sealed record ObjectTerms(ObjectAddress Address)
{
    public string? StorageClass { get; init; }

    public string? Encryption { get; init; }

    public string? EncryptionKeyId { get; init; }

    public ReadOnlyMemory<byte> CustomerKey { get; init; }

    public bool RequesterPays { get; init; }

    public string? ExpectedBucketOwner { get; init; }

    /// <summary>The version that is looked at and read.</summary>
    public string? VersionId { get; init; }

    /// <summary>Further headers of the request that makes the object: what is stored beside its bytes, who may see it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Created { get; init; } = [];

    /// <summary>Conditions of the first read; later ones are pinned to the version it found.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Conditions { get; init; } = [];

    /// <summary>A time as headers have it (RFC 9110 5.6.7).</summary>
    public static string Date(DateTimeOffset time) => time.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The request is about the transfer's object.</summary>
    public bool IsFor(string bucket, string key) => Address.Bucket == bucket && Address.Key == key;

    /// <summary>The rule for the object with what the transfer says otherwise.</summary>
    public ObjectRule Over(ObjectRule rule) => rule with
    {
        StorageClass = StorageClass ?? rule.StorageClass,
        Encryption = !CustomerKey.IsEmpty ? null : Encryption ?? rule.Encryption,
        EncryptionKeyId = !CustomerKey.IsEmpty ? null : Encryption is null ? rule.EncryptionKeyId : EncryptionKeyId,
        CustomerKey = !CustomerKey.IsEmpty ? CustomerKey : Encryption is null ? rule.CustomerKey : default,
        RequesterPays = RequesterPays || rule.RequesterPays,
    };
}
