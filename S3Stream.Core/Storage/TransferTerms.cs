using System.Globalization;

namespace S3Stream.Storage;

/// <summary>Makes <see cref="ObjectTerms"/> of a transfer's options, and refuses what cannot be sent. Pure.</summary>
internal static class TransferTerms
{
    private const int KeyBytes = 32;

    /// <summary>Those of an upload; <see langword="null"/> where its options say nothing.</summary>
    /// <exception cref="ArgumentException">A value cannot be sent; the message names the option.</exception>
    public static ObjectTerms? Of(ObjectAddress address, UploadOptions options, Uri? endpoint)
    {
        List<KeyValuePair<string, string>> created = Created(options);
        RequireText(options.StorageClass, nameof(options.StorageClass));
        RequireText(options.Encryption, nameof(options.Encryption));
        RequireText(options.EncryptionKeyId, nameof(options.EncryptionKeyId));
        RequireText(options.IfMatch, nameof(options.IfMatch));
        Require(options.IfMatch is null || !options.FailIfExists, nameof(options.IfMatch), "not beside FailIfExists");
        Require(options.CustomerKey.IsEmpty || options.Encryption is null, nameof(options.CustomerKey), "not beside Encryption");
        Require(options.EncryptionKeyId is null || options.Encryption is not null, nameof(options.EncryptionKeyId), "beside Encryption");
        ObjectTerms common = Common(address, options, endpoint);
        ObjectTerms terms = common with
        {
            StorageClass = options.StorageClass,
            Encryption = options.Encryption,
            EncryptionKeyId = options.EncryptionKeyId,
            Created = created,
        };
        return created.Count == 0 && terms == new ObjectTerms(address) { Created = created } ? null : terms;
    }

    /// <summary>Those of a download; <see langword="null"/> where its options say nothing.</summary>
    /// <exception cref="ArgumentException">A value cannot be sent; the message names the option.</exception>
    public static ObjectTerms? Of(ObjectAddress address, DownloadOptions options, Uri? endpoint)
    {
        RequireText(options.VersionId, nameof(options.VersionId));
        RequireText(options.IfMatch, nameof(options.IfMatch));
        RequireText(options.IfNoneMatch, nameof(options.IfNoneMatch));
        var conditions = new List<KeyValuePair<string, string>>();
        Add(conditions, "if-match", options.IfMatch is { } match ? KeyText.Quote(match) : null);
        Add(conditions, "if-none-match", options.IfNoneMatch is { } none ? KeyText.Quote(none) : null);
        Add(conditions, "if-modified-since", options.IfModifiedSince is { } after ? ObjectTerms.Date(after) : null);
        Add(conditions, "if-unmodified-since", options.IfUnmodifiedSince is { } before ? ObjectTerms.Date(before) : null);
        ObjectTerms terms = Common(address, options, endpoint) with { VersionId = options.VersionId, Conditions = conditions };
        return conditions.Count == 0 && terms == new ObjectTerms(address) { Conditions = conditions } ? null : terms;
    }

    private static ObjectTerms Common(ObjectAddress address, TransferOptions options, Uri? endpoint)
    {
        RequireText(options.ExpectedBucketOwner, nameof(options.ExpectedBucketOwner));
        Require(options.Timeout is null || options.Timeout > TimeSpan.Zero, nameof(options.Timeout), "more than zero");
        Require(options.CustomerKey.Length is 0 or KeyBytes, nameof(options.CustomerKey), "32 bytes");
        Require(
            options.CustomerKey.IsEmpty || endpoint?.Scheme != "http", nameof(options.CustomerKey),
            "sent over https: it goes with each request");
        return new ObjectTerms(address)
        {
            CustomerKey = options.CustomerKey,
            RequesterPays = options.RequesterPays,
            ExpectedBucketOwner = options.ExpectedBucketOwner,
        };
    }

    private static List<KeyValuePair<string, string>> Created(UploadOptions options)
    {
        var headers = new List<KeyValuePair<string, string>>();
        AddChecked(headers, "cache-control", options.CacheControl, nameof(options.CacheControl));
        AddChecked(headers, "content-disposition", options.ContentDisposition, nameof(options.ContentDisposition));
        AddChecked(headers, "content-encoding", options.ContentEncoding, nameof(options.ContentEncoding));
        AddChecked(headers, "content-language", options.ContentLanguage, nameof(options.ContentLanguage));
        Add(headers, "expires", options.Expires is { } expires ? ObjectTerms.Date(expires) : null);
        AddChecked(
            headers, "x-amz-website-redirect-location", options.WebsiteRedirectLocation, nameof(options.WebsiteRedirectLocation));
        Add(headers, "x-amz-tagging", TagsOf(options));
        AddChecked(headers, "x-amz-acl", options.CannedAcl, nameof(options.CannedAcl));
        AddGrants(headers, options);
        AddChecked(headers, "x-amz-object-lock-mode", options.ObjectLockMode, nameof(options.ObjectLockMode));
        Require(
            options.ObjectLockMode is null == options.ObjectLockRetainUntil is null, nameof(options.ObjectLockRetainUntil),
            "set together with ObjectLockMode");
        Add(
            headers, "x-amz-object-lock-retain-until-date",
            options.ObjectLockRetainUntil?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Add(headers, "x-amz-object-lock-legal-hold", options.ObjectLockLegalHold ? "ON" : null);
        return headers;
    }

    // as a query: names and values escaped
    private static string? TagsOf(UploadOptions options)
    {
        if (options.Tags is not { Count: > 0 } tags)
        {
            return null;
        }

        foreach ((string name, string value) in tags)
        {
            bool isText = !string.IsNullOrEmpty(name) && value is not null && KeyText.IsUnicode(name) && KeyText.IsUnicode(value)
                && !HeaderText.HasControl(name) && !HeaderText.HasControl(value);
            Require(isText, nameof(options.Tags), "names and values, text without control characters");
        }

        return string.Join('&', tags.Select(tag => $"{Uri.EscapeDataString(tag.Key)}={Uri.EscapeDataString(tag.Value)}"));
    }

    private static void AddGrants(List<KeyValuePair<string, string>> headers, UploadOptions options)
    {
        Require(options.Grants is null || options.CannedAcl is null, nameof(options.Grants), "not beside CannedAcl");
        foreach (IGrouping<ObjectAccess, ObjectGrant> group in (options.Grants ?? []).GroupBy(grant => grant.Permission))
        {
            string name = group.Key switch
            {
                ObjectAccess.Read => "x-amz-grant-read",
                ObjectAccess.ReadAcp => "x-amz-grant-read-acp",
                ObjectAccess.WriteAcp => "x-amz-grant-write-acp",
                _ => "x-amz-grant-full-control",
            };
            headers.Add(new(name, string.Join(", ", group.Select(grant => GranteeOf(grant, nameof(options.Grants))))));
        }
    }

    private static string GranteeOf(ObjectGrant grant, string member)
    {
        ArgumentNullException.ThrowIfNull(grant.Grantee, member);
        HeaderText.ThrowIfInvalid(grant.Grantee, member);
        int equals = grant.Grantee.IndexOf('=', StringComparison.Ordinal);
        string kind = equals < 0 ? "" : grant.Grantee[..equals];
        string who = grant.Grantee[(equals + 1)..].Trim('"');
        Require(
            kind is "id" or "uri" or "emailAddress" && who.Length > 0 && !who.AsSpan().ContainsAny('"', ','), member,
            "grantees such as id=..., uri=... or emailAddress=...");
        return $"{kind}=\"{who}\"";
    }

    private static void AddChecked(List<KeyValuePair<string, string>> headers, string name, string? value, string member)
    {
        RequireText(value, member);
        Add(headers, name, value);
    }

    private static void Add(List<KeyValuePair<string, string>> headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.Add(new(name, value));
        }
    }

    private static void RequireText(string? value, string member)
    {
        if (value is not null)
        {
            HeaderText.ThrowIfInvalid(value, member);
        }
    }

    private static void Require(bool condition, string member, string range)
    {
        if (!condition)
        {
            throw new ArgumentException($"{member} has to be {range}.", member);
        }
    }
}
