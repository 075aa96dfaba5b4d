using System.Xml;

namespace S3Stream.Embedded;

/// <summary>The open uploads of a bucket by key and, for one key, by time (which the order of ids is).</summary>
internal sealed class ListMultipartUploads(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        if (!string.IsNullOrEmpty(request.Query["delimiter"]))
        {
            throw StoreError.NotImplemented.Fault("ListMultipartUploads with a delimiter is not implemented: list by prefix.");
        }

        string prefix = request.Query["prefix"] ?? "";
        string keyMarker = request.Query["key-marker"] ?? "";
        string idMarker = request.Query["upload-id-marker"] ?? "";
        bool encoded = request.Query["encoding-type"] == "url";
        int asked = request.Query.Number("max-uploads", StoreLimits.MaxPageEntries, 1, int.MaxValue);
        int maxUploads = Math.Min(asked, StoreLimits.MaxPageEntries);
        List<UploadPlan> behind = [.. store.Buckets[request.Bucket].Uploads().Select(upload => upload.Plan)
            .Where(plan => plan.Key.StartsWith(prefix, StringComparison.Ordinal) && IsBehind(plan, keyMarker, idMarker))];
        behind.Sort(Compare);
        List<UploadPlan> page = [.. behind.Take(maxUploads)];
        string Encode(string key) => encoded ? UriEscaping.EncodePath(key) : key;

        return exchange.XmlAsync(
            "ListMultipartUploadsResult",
            writer =>
            {
                writer.Element("Bucket", request.Bucket);
                writer.Element("KeyMarker", Encode(keyMarker));
                writer.Element("UploadIdMarker", idMarker);
                writer.Element("Prefix", Encode(prefix));
                if (encoded)
                {
                    writer.Element("EncodingType", "url");
                }

                writer.Element("MaxUploads", maxUploads);
                writer.Element("IsTruncated", behind.Count > page.Count);
                if (behind.Count > page.Count)
                {
                    writer.Element("NextKeyMarker", Encode(page[^1].Key));
                    writer.Element("NextUploadIdMarker", page[^1].Id);
                }

                page.ForEach(plan => writer.Element("Upload", entry => WriteUpload(entry, plan, Encode(plan.Key))));
            },
            cancellationToken);
    }

    private static void WriteUpload(XmlWriter entry, UploadPlan plan, string key)
    {
        entry.Element("Key", key);
        entry.Element("UploadId", plan.Id);
        entry.Element("Initiated", plan.Initiated);
        entry.Element("StorageClass", "STANDARD");
        if (plan.Algorithm is not null)
        {
            entry.Element("ChecksumAlgorithm", plan.Algorithm.Name);
            entry.Element("ChecksumType", plan.ChecksumIsWhole ? StoredChecksum.WholeType : StoredChecksum.CompositeType);
        }
    }

    private static bool IsBehind(UploadPlan plan, string keyMarker, string idMarker)
    {
        int order = KeyOrder.Compare(plan.Key, keyMarker);
        return keyMarker.Length == 0 || order > 0 || (order == 0 && idMarker.Length > 0 && string.CompareOrdinal(plan.Id, idMarker) > 0);
    }

    private static int Compare(UploadPlan one, UploadPlan other)
    {
        int order = KeyOrder.Compare(one.Key, other.Key);
        return order != 0 ? order : string.CompareOrdinal(one.Id, other.Id);
    }
}
