namespace S3Stream.Embedded;

/// <summary>
/// A bucket: its objects and its open uploads. Any number of callers at once. What takes time (bodies, records, flushes) is written
/// outside the lock; under it a record is renamed into place and the index follows, so conditions hold at the moment of the write.
/// </summary>
internal sealed class Bucket(string name, BucketRecord record, StoreLayout layout)
{
    private readonly Lock _gate = new();
    private readonly ObjectIndex _objects = new();
    private readonly Dictionary<string, MultipartUpload> _uploads = new(StringComparer.Ordinal);
    private bool _removed;

    public string Name { get; } = name;

    public BucketRecord Record { get; } = record;

    /// <summary>Puts in what was found at start.</summary>
    public void Load(IReadOnlyCollection<ObjectRecord> objects, IEnumerable<MultipartUpload> uploads)
    {
        lock (_gate)
        {
            foreach (ObjectRecord found in objects)
            {
                BlobExtent.AddReferences(found.Content);
            }

            _objects.Load(objects);
            foreach (MultipartUpload upload in uploads)
            {
                _uploads.Add(upload.Plan.Id, upload);
            }
        }
    }

    /// <summary>The object as it is now, or null. Its content may go at any time; to read it take <see cref="Open"/>.</summary>
    public ObjectRecord? Find(string key)
    {
        lock (_gate)
        {
            ThrowIfRemoved();
            return _objects.Find(key);
        }
    }

    /// <summary>Holds an object for reading, or NoSuchKey.</summary>
    public ContentLease Open(string key)
    {
        lock (_gate)
        {
            return new ContentLease(_objects.Find(key) ?? throw StoreError.NoSuchKey.Fault());
        }
    }

    public ListingPage List(ListingQuery query)
    {
        lock (_gate)
        {
            return ListingPage.Read(_objects, query);
        }
    }

    /// <summary>
    /// Makes an object, over an older one if the conditions allow. Takes over the caller's references on its content, also when this
    /// fails.
    /// </summary>
    public void Put(ObjectRecord added, Conditions conditions)
    {
        string? temporary = null;
        ObjectRecord? replaced;
        try
        {
            temporary = layout.WriteTemporary(added.ToBytes());
            lock (_gate)
            {
                ThrowIfRemoved();
                conditions.CheckWrite(_objects.Find(added.Key));
                layout.Publish(temporary, layout.ObjectRecord(Name, added.Key));
                replaced = _objects.Set(added);
            }
        }
        catch
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }

            BlobExtent.Release(added.Content);
            throw;
        }

        layout.Flush(layout.ObjectRecord(Name, added.Key));
        Release(replaced);
    }

    /// <summary>Changes what is told of an object and not its bytes, or NoSuchKey.</summary>
    public void Change(string key, Func<ObjectRecord, ObjectRecord> change)
    {
        while (!TryChange(Find(key) ?? throw StoreError.NoSuchKey.Fault(), change))
        {
            // replaced or deleted meanwhile: look again
        }

        layout.Flush(layout.ObjectRecord(Name, key));
    }

    private bool TryChange(ObjectRecord before, Func<ObjectRecord, ObjectRecord> change)
    {
        ObjectRecord after = change(before);
        string temporary = layout.WriteTemporary(after.ToBytes());
        bool current;
        lock (_gate)
        {
            current = !_removed && ReferenceEquals(_objects.Find(before.Key), before);
            if (current)
            {
                layout.Publish(temporary, layout.ObjectRecord(Name, before.Key));
                _objects.Set(after); // the same content, so its references stay
            }
        }

        if (!current)
        {
            File.Delete(temporary);
        }

        return current;
    }

    /// <summary>Deletes an object; a missing one is not an error.</summary>
    public void Delete(string key, string? ifMatch)
    {
        ObjectRecord? found;
        lock (_gate)
        {
            ThrowIfRemoved();
            found = _objects.Find(key);
            new Conditions { IfMatch = ifMatch }.CheckWrite(found);
            if (found is null)
            {
                return;
            }

            File.Delete(layout.ObjectRecord(Name, key));
            _objects.Remove(key);
        }

        layout.Flush(layout.ObjectRecord(Name, key)); // or a power cut brings the record back, and its blobs are gone
        Release(found);
    }

    public MultipartUpload Upload(string uploadId, string key)
    {
        lock (_gate)
        {
            return _uploads.TryGetValue(uploadId, out MultipartUpload? upload) && upload.Plan.Key == key
                ? upload
                : throw StoreError.NoSuchUpload.Fault();
        }
    }

    public List<MultipartUpload> Uploads()
    {
        lock (_gate)
        {
            return [.. _uploads.Values];
        }
    }

    public void AddUpload(UploadPlan plan)
    {
        string temporary = layout.WriteTemporary(plan.ToBytes());
        string path = Path.Combine(layout.Upload(Name, plan.Id), "upload");
        lock (_gate)
        {
            if (_removed)
            {
                File.Delete(temporary);
            }

            ThrowIfRemoved();
            layout.Publish(temporary, path);
            _uploads.Add(plan.Id, new MultipartUpload(plan, Name, layout));
        }

        layout.Flush(path);
    }

    /// <summary>Takes an upload out, completed or aborted.</summary>
    public void EndUpload(MultipartUpload upload)
    {
        lock (_gate)
        {
            _uploads.Remove(upload.Plan.Id);
        }

        upload.End();
    }

    /// <summary>Removes the bucket, which must hold no objects; open uploads end with it.</summary>
    public void Remove()
    {
        List<MultipartUpload> uploads;
        lock (_gate)
        {
            ThrowIfRemoved();
            if (_objects.Count > 0)
            {
                throw StoreError.BucketNotEmpty.Fault();
            }

            uploads = [.. _uploads.Values];
            if (!uploads.TrueForAll(upload => upload.TryBeginAbort()))
            {
                uploads.ForEach(upload => upload.Reopen());
                throw StoreError.OperationAborted.Fault("An upload into the bucket is being completed.");
            }

            _uploads.Clear();
            _removed = true;
        }

        uploads.ForEach(upload => upload.End());
        layout.RemoveFolder(layout.Bucket(Name));
    }

    private void ThrowIfRemoved()
    {
        if (_removed)
        {
            throw StoreError.NoSuchBucket.Fault();
        }
    }

    private static void Release(ObjectRecord? gone)
    {
        if (gone is not null)
        {
            BlobExtent.Release(gone.Content);
        }
    }
}
