using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3Stream.Storage.Signing;

/// <summary>
/// The headers that <see cref="ObjectRule"/>s and a transfer's own <see cref="ObjectTerms"/> put on requests, in one place for every kind
/// of request. Set before a request is signed. Safe for concurrent use.
/// </summary>
/// <param name="rules">The client's.</param>
/// <param name="terms">The transfer's, or <see langword="null"/>.</param>
internal sealed class ObjectHeaders(IReadOnlyList<ObjectRule> rules, ObjectTerms? terms = null)
{
    private const string CopySource = "x-amz-copy-source";
    private const string Customer = "x-amz-server-side-encryption-customer-";
    private const string CopySourceCustomer = "x-amz-copy-source-server-side-encryption-customer-";

    // The SDK's event does not say for which transfer a request is sent; the flow of the call that sends it does.
    private static readonly AsyncLocal<ObjectHeaders?> OfCall = new();

    /// <summary>The version of the object that the transfer reads; <see langword="null"/>: the current one.</summary>
    public string? VersionOf(ObjectAddress address) => TermsFor(address.Bucket, address.Key)?.VersionId;

    /// <summary>What the first read of the object is bound to.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ConditionsOf(ObjectAddress address) =>
        TermsFor(address.Bucket, address.Key)?.Conditions ?? [];

    /// <summary>The same rules, with a transfer's own terms.</summary>
    public ObjectHeaders With(ObjectTerms ofTransfer) => new(rules, ofTransfer);

    /// <summary>The requests that the caller, an asynchronous method, sends through the SDK from now on have these headers.</summary>
    public void Enter() => OfCall.Value = this;

    /// <summary>Puts the headers on all requests of a client: those entered, or else these.</summary>
    public void AddTo(AmazonS3Client client) => client.BeforeRequestEvent += (_, args) =>
    {
        if (args is not WebServiceRequestEventArgs request)
        {
            return;
        }

        if (request.Headers.TryGetValue(CopySource, out string? source))
        {
            // the SDK escapes the slashes as well, and not every store takes those for what they are (s3rver)
            request.Headers[CopySource] = source.Replace("%2F", "/", StringComparison.Ordinal);
        }

        (OfCall.Value ?? this).Add(request.Request, (name, value) => request.Headers[name] = value);
    };

    /// <summary>The headers of a PutObject that the SDK does not send.</summary>
    public void AddPut(ObjectAddress address, Action<string, string> set)
    {
        Create(address.Bucket, address.Key, set);
        AddAccess(address, set);
    }

    /// <summary>The headers of an UploadPart or a read that the SDK does not send.</summary>
    public void AddAccess(ObjectAddress address, Action<string, string> set) => Access(address.Bucket, address.Key, set);

    /// <summary>The object is encrypted with a key that the requests carry: its ETag is no MD5.</summary>
    public bool HasCustomerKey(ObjectAddress address) =>
        (rules.Count > 0 || terms is not null) && !For(address.Bucket, address.Key).CustomerKey.IsEmpty;

    private void Add(AmazonWebServiceRequest request, Action<string, string> set)
    {
        switch (request)
        {
            case PutObjectRequest put:
                Create(put.BucketName, put.Key, set);
                Access(put.BucketName, put.Key, set);
                break;
            case InitiateMultipartUploadRequest begin:
                Create(begin.BucketName, begin.Key, set);
                Access(begin.BucketName, begin.Key, set);
                break;
            case CopyObjectRequest copy:
                Create(copy.DestinationBucket, copy.DestinationKey, set);
                Access(copy.DestinationBucket, copy.DestinationKey, set);
                AccessSource(For(copy.SourceBucket, copy.SourceKey), set);
                break;
            case CopyPartRequest copy:
                Access(copy.DestinationBucket, copy.DestinationKey, set);
                AccessSource(For(copy.SourceBucket, copy.SourceKey), set);
                break;
            case UploadPartRequest part:
                Access(part.BucketName, part.Key, set);
                break;
            case CompleteMultipartUploadRequest end:
                Access(end.BucketName, end.Key, set);
                break;
            case ListPartsRequest parts:
                Access(parts.BucketName, parts.Key, set);
                break;
            case GetObjectMetadataRequest head:
                Access(head.BucketName, head.Key, set);
                break;
            default:
                AddPayer(request, set);
                break;
        }
    }

    /// <summary>Requests that touch no object's bytes.</summary>
    private void AddPayer(AmazonWebServiceRequest request, Action<string, string> set)
    {
        (string bucket, string key) = request switch
        {
            DeleteObjectRequest delete => (delete.BucketName, delete.Key),
            AbortMultipartUploadRequest abort => (abort.BucketName, abort.Key),
            GetObjectTaggingRequest tags => (tags.BucketName, tags.Key),
            ListObjectsV2Request list => (list.BucketName, list.Prefix ?? ""),
            ListMultipartUploadsRequest uploads => (uploads.BucketName, uploads.Prefix ?? ""),
            DeleteObjectsRequest deletes => (deletes.BucketName, deletes.Objects is [{ } first, ..] ? first.Key : ""),
            _ => ("", ""),
        };
        if (bucket.Length > 0)
        {
            Pay(For(bucket, key), set);
            Own(bucket, key, set);
        }
    }

    private ObjectTerms? TermsFor(string bucket, string key) => terms?.IsFor(bucket, key) == true ? terms : null;

    private ObjectRule For(string bucket, string key)
    {
        ObjectRule rule = ObjectRule.For(rules, bucket, key);
        return TermsFor(bucket, key)?.Over(rule) ?? rule;
    }

    private void Create(string bucket, string key, Action<string, string> set)
    {
        ObjectRule rule = For(bucket, key);
        foreach ((string name, string value) in TermsFor(bucket, key)?.Created ?? [])
        {
            set(name, value);
        }

        if (rule.StorageClass is { } storageClass)
        {
            set("x-amz-storage-class", storageClass);
        }

        if (rule.Encryption is { } encryption)
        {
            set("x-amz-server-side-encryption", encryption);
        }

        if (rule.EncryptionKeyId is { } keyId)
        {
            set("x-amz-server-side-encryption-aws-kms-key-id", keyId);
        }
    }

    private void Access(string bucket, string key, Action<string, string> set)
    {
        ObjectRule rule = For(bucket, key);
        Pay(rule, set);
        Own(bucket, key, set);
        Encrypt(Customer, rule, set);
    }

    private void Own(string bucket, string key, Action<string, string> set)
    {
        if (TermsFor(bucket, key)?.ExpectedBucketOwner is { } owner)
        {
            set("x-amz-expected-bucket-owner", owner);
        }
    }

    private static void AccessSource(ObjectRule rule, Action<string, string> set)
    {
        Pay(rule, set);
        Encrypt(CopySourceCustomer, rule, set);
    }

    private static void Pay(ObjectRule rule, Action<string, string> set)
    {
        if (rule.RequesterPays)
        {
            set("x-amz-request-payer", "requester");
        }
    }

    private static void Encrypt(string prefix, ObjectRule rule, Action<string, string> set)
    {
        if (!rule.CustomerKey.IsEmpty)
        {
            set(prefix + "algorithm", "AES256");
            set(prefix + "key", Convert.ToBase64String(rule.CustomerKey.Span));
            set(prefix + "key-MD5", Convert.ToBase64String(MD5.HashData(rule.CustomerKey.Span)));
        }
    }
}
