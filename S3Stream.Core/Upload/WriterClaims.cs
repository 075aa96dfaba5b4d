namespace S3Stream.Upload;

/// <summary>Which writer fills which bytes: gives writers memory, lets them wait for it, and ends their claims.</summary>
/// <param name="parts">The parts that are filled.</param>
/// <param name="memory">Opens parts.</param>
/// <param name="spiller">Makes room where no writer can go on.</param>
/// <param name="state">Told about bytes that cannot belong to the object.</param>
/// <param name="stall">Told who waits.</param>
/// <param name="failures">Says what is wrong with bytes.</param>
/// <param name="clock">For the waits.</param>
internal sealed class WriterClaims(
    UploadParts parts,
    PartMemory memory,
    PartSpiller spiller,
    UploadState state,
    StallDetector stall,
    UploadFailures failures,
    TimeProvider clock)
{
    public ValueTask<Memory<byte>> AcquireAsync(UploadWriter writer, long offset, int size, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Memory<byte>>(cancellationToken);
        }

        lock (parts.Gate)
        {
            if (writer.Lease is not null)
            {
                throw new InvalidOperationException(
                    "The memory that was acquired before is not committed. Call Commit; a count of 0 gives it back unused.");
            }

            stall.Asked(writer, offset);
            if (FindPart(offset).TryClaim(writer, offset, size, out Memory<byte> claimed))
            {
                return new ValueTask<Memory<byte>>(claimed);
            }
        }

        return AcquireSlowlyAsync(writer, offset, size, cancellationToken);
    }

    /// <summary>
    /// Takes the bytes that came to a writer's scratch memory: a re-send is compared with what is there; other bytes belong into the part's
    /// file. The claim keeps part and file in place, so this runs outside the lock but for the look at the part.
    /// </summary>
    public void CommitScratch(WriterLease lease, ReadOnlySpan<byte> bytes)
    {
        OpenPart part = lease.Part;
        long start = lease.Claim.Offset;
        lock (parts.Gate)
        {
            if (state.HasFailed)
            {
                return;
            }

            if (part.Coverage.CoveredFrom(start) > 0)
            {
                if (!part.IsSame(start, bytes))
                {
                    throw state.Fail(failures.CameTwice(new Extent(part.Extent.Offset + start, bytes.Length)));
                }

                return;
            }
        }

        part.File!.Write(start, bytes); // copy: the sender's order needs more memory than the budget; the bytes wait on disk
    }

    /// <summary>The writer fills these bytes no more. Under the lock.</summary>
    public void End(WriterLease lease)
    {
        OpenPart part = lease.Part;
        part.Claims.Remove(lease.Claim);
        if (part.State is OpenPartState.Done || (state.HasFailed && part.State is OpenPartState.Filling or OpenPartState.Spilled))
        {
            part.ReleaseIfUnclaimed();
        }

        part.Signal();
    }

    private async ValueTask<Memory<byte>> AcquireSlowlyAsync(
        UploadWriter writer, long offset, int size, CancellationToken cancellationToken)
    {
        (long Events, long Time) seen = (-1, 0);
        while (true)
        {
            Task changed;
            OpenPart? victim = null;
            lock (parts.Gate)
            {
                OpenPart part = FindPart(offset);
                if (part.TryClaim(writer, offset, size, out Memory<byte> claimed))
                {
                    return claimed;
                }

                changed = part.Changed;
                stall.Park();
                seen = seen.Events == stall.Events ? seen : (stall.Events, clock.GetTimestamp());
                TimeSpan quiet = clock.GetElapsedTime(seen.Time);
                if (stall.MustInsist(quiet) && !memory.TryInsist() && stall.MustSpill(quiet, spiller.HasDisk))
                {
                    victim = spiller.BeginFor(part);
                    if (victim is null)
                    {
                        memory.LendReserve();
                    }
                }
            }

            try
            {
                if (victim is not null)
                {
                    await spiller.SpillAsync(victim).ConfigureAwait(false);
                }
                else
                {
                    await changed.WaitAsync(StallDetector.SparseGrace, clock, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (TimeoutException)
            {
                // Nothing of this part changed for a while: look again whether any writer can go on at all.
            }
            finally
            {
                lock (parts.Gate)
                {
                    stall.Unpark();
                }
            }
        }
    }

    /// <summary>The part that holds the offset; opened when it is not yet. Under the lock.</summary>
    private OpenPart FindPart(long offset)
    {
        state.ThrowIfOver();
        if (offset >= parts.Layout.MaxLength)
        {
            throw state.Fail(failures.BeyondEnd(offset));
        }

        int number = parts.Layout.PartNumberAt(offset);
        if (parts.Find(number) is { } part)
        {
            return part;
        }

        if (parts.Stored.Contains(number))
        {
            throw state.Fail(failures.CameAfterStored(offset, number));
        }

        part = new OpenPart(number, parts.Layout.ExtentOf(number));
        parts.Add(part);
        memory.Open(part);
        return part;
    }
}
