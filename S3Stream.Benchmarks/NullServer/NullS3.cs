using System.Globalization;

namespace S3Stream.Benchmarks.NullServer;

/// <summary>Decides what each request is answered, once its body has been thrown away. Safe for concurrent use.</summary>
internal sealed class NullS3(NullServerOptions options)
{
    // of the form that is no MD5: clients would compare it with the bytes, which it can tell only where they are the usual pattern
    internal const string ETag = "\"00000000000000000000000000000000-1\"";

    /// <summary>Objects with this in their path are told without a checksum: <c>unsummed/zero/LENGTH</c>.</summary>
    internal const string Unsummed = "/unsummed/";

    private readonly NullObjects _objects = new();
    private int _bodies;

    public NullAnswer Answer(NullRequest request)
    {
        if (request.Path == "/")
        {
            return NullAnswer.Xml("<ListAllMyBucketsResult><Owner><ID>null</ID></Owner><Buckets></Buckets></ListAllMyBucketsResult>");
        }

        return request.IsBucket ? AnswerBucket(request) : AnswerObject(request);
    }

    private static NullAnswer AnswerBucket(NullRequest request) => request switch
    {
        { Method: "GET" } when request.Query("location") is not null =>
            NullAnswer.Xml("<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></LocationConstraint>"),
        { Method: "GET" } when request.Query("uploads") is not null =>
            NullAnswer.Xml("<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>"),
        { Method: "GET" } => NullListing.Answer(request),
        { Method: "HEAD" or "PUT" } => NullAnswer.Empty(),
        _ => NullAnswer.Empty("204 No Content"),
    };

    private NullAnswer AnswerObject(NullRequest request) => request.Method switch
    {
        "PUT" => AnswerPut(request),
        "POST" => AnswerPost(request),
        "GET" or "HEAD" => AnswerGet(request),
        "DELETE" => AnswerDelete(request),
        _ => NullAnswer.Error("405 Method Not Allowed", "MethodNotAllowed"),
    };

    private NullAnswer AnswerPut(NullRequest request)
    {
        if (IsToFail())
        {
            return NullAnswer.Error("503 Slow Down", "SlowDown");
        }

        string etag = ETagOf(request.ObjectLength);
        if (request.Query("uploadId") is { } upload)
        {
            int number = int.Parse(request.Query("partNumber") ?? "0", CultureInfo.InvariantCulture);
            if (!_objects.PutPart(upload, number, request.ObjectLength))
            {
                return NullAnswer.Error("404 Not Found", "NoSuchUpload");
            }
        }
        else
        {
            _objects.Put(request.Path, new NullObject(request.ObjectLength, request.ObjectHeaders()) { ETag = etag });
        }

        NullAnswer answer = NullAnswer.Empty().WithETag(etag);
        foreach ((string name, string value) in request.Checksums())
        {
            answer.With(name, value);
        }

        return answer;
    }

    private NullAnswer AnswerPost(NullRequest request)
    {
        if (request.Query("uploads") is not null)
        {
            string id = _objects.CreateUpload(request.ObjectHeaders());
            return NullAnswer.Xml($"<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>");
        }

        if (request.Query("uploadId") is not { } upload
            || _objects.Complete(request.Path, upload, parts => options.TellsMd5 ? UploadPattern.ETagOf(parts) : ETag) is not { } made)
        {
            return NullAnswer.Error("404 Not Found", "NoSuchUpload");
        }

        string checksum = request.Header("x-amz-checksum-crc64nvme") is { } value ? $"<ChecksumCRC64NVME>{value}</ChecksumCRC64NVME>" : "";
        return NullAnswer.Xml(
            $"<CompleteMultipartUploadResult><ETag>&quot;{made.ETag.Trim('"')}&quot;</ETag>{checksum}</CompleteMultipartUploadResult>");
    }

    private NullAnswer AnswerGet(NullRequest request)
    {
        if (request.Query("uploadId") is not null)
        {
            return NullAnswer.Xml("<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>");
        }

        if (_objects.Find(request.Path) is not { } found)
        {
            return request.Method == "HEAD" ? NullAnswer.Empty("404 Not Found") : NullAnswer.Error("404 Not Found", "NoSuchKey");
        }

        if (request.Method == "GET" && IsToFail())
        {
            return NullAnswer.Error("503 Slow Down", "SlowDown");
        }

        (long first, long last) = Range(request.Header("Range"), found.Length);
        return first > last && found.Length > 0
            ? NullAnswer.Error("416 Requested Range Not Satisfiable", "InvalidRange")
            : Describe(request, found, first, last - first + 1);
    }

    private static NullAnswer Describe(NullRequest request, NullObject found, long first, long length)
    {
        bool isRange = request.Header("Range") is not null && length > 0;
        NullAnswer answer = NullAnswer.Object(found, first, length, request.Method == "GET", isRange);
        bool isAsked = request.Header("x-amz-checksum-mode") is not null && length == found.Length;
        return isAsked && !request.Path.Contains(Unsummed, StringComparison.Ordinal)
            ? answer.With("x-amz-checksum-crc64nvme", ZeroChecksum.Of(length)).With("x-amz-checksum-type", "FULL_OBJECT")
            : answer;
    }

    private NullAnswer AnswerDelete(NullRequest request)
    {
        if (request.Query("uploadId") is { } upload)
        {
            _objects.Abort(upload);
        }
        else
        {
            _objects.Delete(request.Path);
        }

        return NullAnswer.Empty("204 No Content");
    }

    private string ETagOf(long length) => options.TellsMd5 ? UploadPattern.ETagOf(length) : ETag;

    private bool IsToFail() => options.FailEvery > 0 && Interlocked.Increment(ref _bodies) % options.FailEvery == 0;

    private static (long First, long Last) Range(string? header, long length)
    {
        const string Unit = "bytes=";
        if (header is null || !header.StartsWith(Unit, StringComparison.Ordinal))
        {
            return (0, length - 1);
        }

        string[] ends = header[Unit.Length..].Split('-');
        if (ends[0].Length == 0)
        {
            return (Math.Max(0, length - long.Parse(ends[1], CultureInfo.InvariantCulture)), length - 1);
        }

        long last = ends[1].Length == 0 ? length - 1 : long.Parse(ends[1], CultureInfo.InvariantCulture);
        return (long.Parse(ends[0], CultureInfo.InvariantCulture), Math.Min(last, length - 1));
    }
}
