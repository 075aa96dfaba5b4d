namespace S3Stream.Embedded;

/// <summary>The blobs of a store. While records are loaded it is used by one caller, then by any number at once.</summary>
internal sealed class BlobStore(StoreLayout layout)
{
    private readonly Dictionary<string, Blob> _loaded = new(StringComparer.Ordinal);

    /// <summary>The blob a record names, while records are loaded; all records that name it get the same one.</summary>
    public Blob Load(string id)
    {
        if (!Guid.TryParseExact(id, "N", out _))
        {
            throw new InvalidDataException($"'{id}' is not the name of a blob.");
        }

        if (!_loaded.TryGetValue(id, out Blob? blob))
        {
            blob = new Blob(id, PathOf(id));
            _loaded.Add(id, blob);
        }

        return blob;
    }

    /// <summary>Ends loading. Deletes what no record names, unless records were damaged: then the bytes may still be wanted.</summary>
    /// <returns>The number of blobs deleted.</returns>
    public int FinishLoading(bool deleteUnreferenced)
    {
        int deleted = 0;
        foreach (string path in deleteUnreferenced ? Directory.EnumerateFiles(layout.Blobs, "*", SearchOption.AllDirectories) : [])
        {
            if (!_loaded.TryGetValue(Path.GetFileName(path), out Blob? blob) || !blob.IsReferenced)
            {
                File.Delete(path);
                deleted++;
            }
        }

        _loaded.Clear();
        return deleted;
    }

    public BlobWriter Create()
    {
        string id = Guid.NewGuid().ToString("N");
        return new BlobWriter(new Blob(id, PathOf(id)), layout);
    }

    private string PathOf(string id) => Path.Combine(layout.Blobs, id[..2], id);
}
