namespace S3Stream.Upload;

/// <content>Claims: which writer fills which bytes. Everything here runs under the lock.</content>
internal sealed partial class PartAssembler
{
    /// <summary>The part that holds the offset; opened when it is not yet.</summary>
    private OpenPart FindPart(long offset)
    {
        ThrowIfOver();
        if (offset >= (_declaredLength ?? _layout.Capacity))
        {
            throw FailLocked(BeyondEnd(offset));
        }

        int number = _layout.PartNumberAt(offset);
        if (_parts.TryGetValue(number, out OpenPart? part))
        {
            return part;
        }

        return _manifest.Contains(number)
            ? throw FailLocked(new TransferFailedException(
                FailureReason.Overlap,
                $"{_address}: the byte at {offset} came again after its part {number} was stored; what came cannot be compared any more.")
            { At = new Extent(offset, 1) })
            : Open(number);
    }

    /// <summary>Tries to give the writer memory in the part; false: the part has to change first.</summary>
    private bool TryClaim(UploadWriter writer, OpenPart part, long offset, int size, out Memory<byte> memory)
    {
        memory = default;
        if (part.State is OpenPartState.Opening or OpenPartState.Spilling)
        {
            return false;
        }

        long start = offset - part.Extent.Offset;
        long length = Math.Min(size, part.Extent.Length - start);
        long covered = part.Coverage.CoveredFrom(start);
        bool isScratch = covered > 0 || part.State is OpenPartState.Spilled;
        length = covered > 0 ? Math.Min(length, covered) : Math.Min(length, part.Coverage.NextCovered(start) - start);
        if (covered == 0 && !TryFindFree(part, start, ref length))
        {
            return false;
        }

        memory = isScratch
            ? writer.Scratch.AsMemory(0, (int)Math.Min(length, writer.Scratch.Length))
            : part.Buffer!.GetMemory(start, (int)length);
        Extent claim = new(start, memory.Length);
        part.Claims.Add(claim);
        writer.Lease = new WriterLease(part, claim, isScratch);
        writer.Position = offset;
        return true;
    }

    /// <summary>Cuts the run before the next one that another writer fills; false when another writer fills its first byte.</summary>
    private static bool TryFindFree(OpenPart part, long start, ref long length)
    {
        foreach (Extent claim in part.Claims)
        {
            if (claim.Contains(start))
            {
                return false;
            }

            if (claim.Offset > start)
            {
                length = Math.Min(length, claim.Offset - start);
            }
        }

        return true;
    }

    private void EndClaim(WriterLease lease)
    {
        OpenPart part = lease.Part;
        part.Claims.Remove(lease.Claim);
        if (part.State is OpenPartState.Done || (_failure is not null && part.State is (OpenPartState.Filling or OpenPartState.Spilled)))
        {
            part.ReleaseIfUnclaimed();
        }

        part.Signal();
    }

    /// <summary>
    /// Bytes that came to scratch memory: a re-send is compared with what is there; other bytes belong into the part's file.
    /// The claim keeps part and file in place, so this runs outside the lock but for the look at the part.
    /// </summary>
    private void CommitScratch(WriterLease lease, ReadOnlySpan<byte> bytes)
    {
        OpenPart part = lease.Part;
        long start = lease.Claim.Offset;
        lock (_gate)
        {
            if (_failure is not null)
            {
                return;
            }

            if (part.Coverage.CoveredFrom(start) > 0)
            {
                if (!IsSame(part, start, bytes))
                {
                    throw FailLocked(new TransferFailedException(
                        FailureReason.Overlap,
                        $"{_address}: the bytes {new Extent(part.Extent.Offset + start, bytes.Length)} came twice, with different content "
                            + "or after they were stored.")
                    { At = new Extent(part.Extent.Offset + start, bytes.Length) });
                }

                return;
            }
        }

        part.File!.Write(start, bytes); // copy: the sender's order needs more memory than the budget; the bytes wait on disk
    }

    private static bool IsSame(OpenPart part, long start, ReadOnlySpan<byte> bytes)
    {
        if (part.File is { } file)
        {
            return file.IsEqual(start, bytes);
        }

        while (part.Buffer is { } buffer)
        {
            Span<byte> stored = buffer.GetMemory(start, bytes.Length).Span;
            if (!stored.SequenceEqual(bytes[..stored.Length]))
            {
                return false;
            }

            bytes = bytes[stored.Length..];
            start += stored.Length;
            if (bytes.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The part, if it has become whole just now and is to be stored.</summary>
    private OpenPart? TakeIfWhole(OpenPart part)
    {
        if (_failure is not null || IsSinglePart || part.State is not (OpenPartState.Filling or OpenPartState.Spilled) || !part.IsCovered)
        {
            return null;
        }

        part.State = OpenPartState.Whole;
        _wholeAhead.Add(part.Number);
        AdvanceFrontier();
        return part;
    }

    private void AdvanceFrontier()
    {
        while (_wholeAhead.Remove(_frontier) || _manifest.Contains(_frontier))
        {
            _frontier++;
        }

        if (_parts.TryGetValue(_frontier, out OpenPart? part) && part.Request is { } request)
        {
            _account.Promote(request);
        }
    }

    private void Drop(OpenPart part)
    {
        _events++;
        part.State = OpenPartState.Done;
        _parts.Remove(part.Number);
        part.ReleaseIfUnclaimed();
        part.Signal();
    }

    /// <summary>Records the failure, unless one came first; returns it, to be thrown.</summary>
    private Exception FailLocked(Exception failure)
    {
        if (_failure is not null)
        {
            return failure;
        }

        _failure = failure;
        foreach (OpenPart part in _parts.Values)
        {
            // Parts that are whole belong to the upload that stores them; it drops them.
            if (part.State is OpenPartState.Filling or OpenPartState.Spilled)
            {
                part.ReleaseIfUnclaimed();
            }

            part.Signal();
        }

        _failed.SetResult(failure);
        return failure;
    }

    private void ThrowIfOver()
    {
        if (_failure is { } failure)
        {
            throw failure is S3StreamException known
                ? new TransferFailedException(known.Reason, known.Message, known) { At = (known as TransferFailedException)?.At }
                : new TransferFailedException(FailureReason.Unknown, $"{_address}: the upload has ended: {failure.Message}", failure);
        }

        if (_ended)
        {
            throw new InvalidOperationException($"{_address}: the upload is complete.");
        }
    }

    private TransferFailedException BeyondEnd(long offset) => _declaredLength is { } length
        ? new TransferFailedException(
            FailureReason.Invalid, $"{_address}: a byte at {offset} came and {length} bytes were declared.")
        { At = new Extent(offset, 1) }
        : new TransferFailedException(
            FailureReason.NotSupported,
            $"{_address}: the byte at {offset} lies beyond the {_layout.Capacity} bytes that parts of these sizes hold. Declare the "
                + "length, or raise part size and memory budget.")
        { At = new Extent(offset, 1) };
}
