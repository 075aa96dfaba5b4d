using System.Xml.Linq;

namespace S3Stream.Embedded;

/// <summary>Deletes up to 1,000 objects; the answer tells of each.</summary>
internal sealed class DeleteObjects(StoreResources store) : IStoreOperation
{
    public async Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        Bucket bucket = store.Buckets[request.Bucket];
        XElement document = await RequestDocument.ReadRequiredAsync(request, "Delete", DeclaredDigests.Read(request), cancellationToken);
        List<XElement> wanted = [.. document.Children("Object")];
        if (wanted.Count is 0 or > StoreLimits.MaxPageEntries)
        {
            throw StoreError.MalformedXml.Fault($"Delete must name 1 to {StoreLimits.MaxPageEntries} objects, not {wanted.Count}.");
        }

        bool quiet = document.Optional("Quiet")?.Trim() == "true";
        var outcomes = wanted.ConvertAll(entry => (Key: entry.Required("Key"), Fault: Delete(bucket, entry)));
        await exchange.XmlAsync(
            "DeleteResult",
            writer =>
            {
                foreach ((string key, StoreFaultException? fault) in outcomes)
                {
                    if (fault is not null)
                    {
                        writer.Element("Error", error =>
                        {
                            error.Element("Key", key);
                            error.Element("Code", fault.Error.Code);
                            error.Element("Message", fault.Message);
                        });
                    }
                    else if (!quiet)
                    {
                        writer.Element("Deleted", deleted => deleted.Element("Key", key));
                    }
                }
            },
            cancellationToken);
    }

    private static StoreFaultException? Delete(Bucket bucket, XElement entry)
    {
        if (entry.Optional("VersionId") is { } version && version is not "null")
        {
            return StoreError.NoSuchVersion.Fault();
        }

        try
        {
            bucket.Delete(StorageNames.CheckedKey(entry.Required("Key")), entry.Optional("ETag"));
            return null;
        }
        catch (StoreFaultException exception)
        {
            return exception;
        }
    }
}
