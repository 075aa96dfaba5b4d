using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3Stream.Storage.Signing;

/// <summary>
/// The headers that <see cref="ObjectRule"/>s put on requests, in one place for every kind of request. Set before a request is signed.
/// Safe for concurrent use.
/// </summary>
internal sealed class ObjectHeaders(IReadOnlyList<ObjectRule> rules)
{
    private const string CopySource = "x-amz-copy-source";
    private const string Customer = "x-amz-server-side-encryption-customer-";
    private const string CopySourceCustomer = "x-amz-copy-source-server-side-encryption-customer-";

    /// <summary>Puts the headers on all requests of a client.</summary>
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

        if (rules.Count > 0)
        {
            Add(request.Request, (name, value) => request.Headers[name] = value);
        }
    };

    /// <summary>The headers of a PutObject that the SDK does not send.</summary>
    public void AddPut(ObjectAddress address, Action<string, string> set)
    {
        Create(For(address.Bucket, address.Key), set);
        AddAccess(address, set);
    }

    /// <summary>The headers of an UploadPart or a read that the SDK does not send.</summary>
    public void AddAccess(ObjectAddress address, Action<string, string> set) => Access(For(address.Bucket, address.Key), set);

    /// <summary>The object is encrypted with a key that the requests carry: its ETag is no MD5.</summary>
    public bool HasCustomerKey(ObjectAddress address) => rules.Count > 0 && !For(address.Bucket, address.Key).CustomerKey.IsEmpty;

    private void Add(AmazonWebServiceRequest request, Action<string, string> set)
    {
        switch (request)
        {
            case PutObjectRequest put:
                Create(For(put.BucketName, put.Key), set);
                Access(For(put.BucketName, put.Key), set);
                break;
            case InitiateMultipartUploadRequest begin:
                Create(For(begin.BucketName, begin.Key), set);
                Access(For(begin.BucketName, begin.Key), set);
                break;
            case CopyObjectRequest copy:
                Create(For(copy.DestinationBucket, copy.DestinationKey), set);
                Access(For(copy.DestinationBucket, copy.DestinationKey), set);
                AccessSource(For(copy.SourceBucket, copy.SourceKey), set);
                break;
            case CopyPartRequest copy:
                Access(For(copy.DestinationBucket, copy.DestinationKey), set);
                AccessSource(For(copy.SourceBucket, copy.SourceKey), set);
                break;
            case UploadPartRequest part:
                Access(For(part.BucketName, part.Key), set);
                break;
            case CompleteMultipartUploadRequest end:
                Access(For(end.BucketName, end.Key), set);
                break;
            case ListPartsRequest parts:
                Access(For(parts.BucketName, parts.Key), set);
                break;
            case GetObjectMetadataRequest head:
                Access(For(head.BucketName, head.Key), set);
                break;
            default:
                AddPayer(request, set);
                break;
        }
    }

    /// <summary>Requests that touch no object's bytes.</summary>
    private void AddPayer(AmazonWebServiceRequest request, Action<string, string> set)
    {
        ObjectRule rule = request switch
        {
            DeleteObjectRequest delete => For(delete.BucketName, delete.Key),
            AbortMultipartUploadRequest abort => For(abort.BucketName, abort.Key),
            GetObjectTaggingRequest tags => For(tags.BucketName, tags.Key),
            ListObjectsV2Request list => For(list.BucketName, list.Prefix ?? ""),
            ListMultipartUploadsRequest uploads => For(uploads.BucketName, uploads.Prefix ?? ""),
            DeleteObjectsRequest deletes => For(deletes.BucketName, deletes.Objects is [{ } first, ..] ? first.Key : ""),
            _ => ObjectRule.None,
        };
        Pay(rule, set);
    }

    private ObjectRule For(string bucket, string key) => ObjectRule.For(rules, bucket, key);

    private static void Create(ObjectRule rule, Action<string, string> set)
    {
        if (rule.StorageClass is { } storageClass)
        {
            set("x-amz-storage-class", storageClass);
        }

        if (rule.Encryption is { } encryption)
        {
            set("x-amz-server-side-encryption", encryption);
        }

        if (rule.EncryptionKeyId is { } key)
        {
            set("x-amz-server-side-encryption-aws-kms-key-id", key);
        }
    }

    private static void Access(ObjectRule rule, Action<string, string> set)
    {
        Pay(rule, set);
        Encrypt(Customer, rule, set);
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
