using System.Xml.Linq;

namespace S3Stream.Embedded;

/// <summary>
/// Makes the object: a record that lists the parts' blobs. No byte is read or moved, so it takes no longer for a large object.
/// </summary>
internal sealed class CompleteMultipartUpload(StoreResources store) : IStoreOperation
{
    public async Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        Bucket bucket = store.Buckets[request.Bucket];
        string uploadId = request.Query["uploadId"]!;

        // the x-amz-checksum-* headers of this request are the object's; the document is covered by the signature
        XElement document = await RequestDocument.ReadRequiredAsync(
            request, "CompleteMultipartUpload", new DeclaredDigests(), cancellationToken);
        ObjectRecord? already = bucket.Find(request.Key);
        ObjectRecord record = already?.UploadId == uploadId
            ? already
            : Complete(request, bucket, bucket.Upload(uploadId, request.Key), document);
        await exchange.XmlAsync(
            "CompleteMultipartUploadResult",
            writer =>
            {
                writer.Element("Location", $"http://{request.Headers.Host}/{bucket.Name}/{UriEscaping.EncodePath(record.Key)}");
                writer.Element("Bucket", bucket.Name);
                writer.Element("Key", record.Key);
                writer.Element("ETag", record.QuotedETag);
                if (record.Checksum is not null)
                {
                    writer.Element(record.Checksum.Algorithm.ElementName, record.Checksum.Value);
                    writer.Element("ChecksumType", record.Checksum.Type);
                }
            },
            cancellationToken);
    }

    private ObjectRecord Complete(StoreRequest request, Bucket bucket, MultipartUpload upload, XElement document)
    {
        UploadPlan plan = upload.Plan;
        var uploaded = upload.BeginComplete();
        ObjectRecord record;
        try
        {
            List<StoredPart> parts = CompletionRequest.Select(document, uploaded);
            StoredChecksum checksum = ObjectChecksum.Of(plan, parts);
            CompletionRequest.CheckObject(request, plan, parts, checksum);
            record = new ObjectRecord
            {
                Key = plan.Key,
                ETag = PartTag.OfObject(parts),
                Modified = store.Clock.GetUtcNow(),
                Headers = plan.Headers,
                Tags = plan.Tags,
                Parts = parts,
                Checksum = checksum,
                UploadId = plan.Id,
            };
            BlobExtent.AddReferences(record.Content);
            bucket.Put(record, Conditions.OfRequest(request));
        }
        catch
        {
            upload.Reopen();
            throw;
        }

        bucket.EndUpload(upload);
        return record;
    }
}
