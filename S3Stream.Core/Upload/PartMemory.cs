using S3Stream.Memory;

namespace S3Stream.Upload;

/// <summary>
/// Gives parts their memory: at once if there is some, else when there is. These are the first two lines of defence of docs/memory.md.
/// </summary>
/// <param name="parts">Their lock.</param>
/// <param name="state">Told when a part cannot have memory.</param>
/// <param name="frontier">Which part may use the reserve.</param>
/// <param name="stall">Told when memory has come.</param>
/// <param name="account">The upload's share of the budget.</param>
/// <param name="slabs">The memory.</param>
/// <param name="closing">Cancelled when the upload ends.</param>
internal sealed class PartMemory(
    UploadParts parts,
    UploadState state,
    UploadFrontier frontier,
    StallDetector stall,
    BudgetAccount account,
    SlabPool slabs,
    CancellationToken closing) : IDisposable
{
    private readonly SemaphoreSlim _growth = new(1);

    /// <summary>Begins to open a part that was just added. Under the lock.</summary>
    public void Open(OpenPart part)
    {
        long bytes = SlabPool.RoundUp(part.Extent.Length);
        if (bytes <= account.Reserve)
        {
            part.Request = account.Request(bytes, mayUseReserve: part.Number == frontier.Number);
        }

        _ = OpenAsync(part, bytes); // ends with the part's state; the assembler's DisposeAsync waits for that
    }

    /// <summary>
    /// Called when no writer can go on: gives the waiting parts the memory that the budget keeps free for newcomers, if there is any. Under
    /// the lock.
    /// </summary>
    public bool TryInsist() => account.Insist();

    /// <summary>
    /// Nobody can go on, and there is nothing to move to disk: lends the reserve to the lowest part that waits, while the frontier does not
    /// need it because it waits on disk, or for a sender who cannot send it before. Two uploads that have only their reserves would wait
    /// for each other otherwise. Under the lock.
    /// </summary>
    public void LendReserve()
    {
        if (!account.IsReserveInUse
            && parts.Open.Where(part => part.Request is { IsGranted: false }).MinBy(part => part.Number)?.Request is { } request)
        {
            account.Promote(request);
        }
    }

    /// <summary>Brings a spilled part that is whole back into memory, to be stored. Outside the lock.</summary>
    public async Task LoadAsync(OpenPart part, CancellationToken cancellationToken)
    {
        BudgetTicket ticket = await account.TakeToSendAsync(
            SlabPool.RoundUp(part.Extent.Length), cancellationToken).ConfigureAwait(false);
        PartBuffer buffer = new(slabs, ticket, part.Extent.Length);
        try
        {
            await part.File!.LoadAsync(buffer, part.Extent.Length, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        lock (parts.Gate)
        {
            part.Buffer = buffer;
            part.File!.Dispose();
            part.File = null;
        }
    }

    /// <summary>Ends the account. No part is opening any more.</summary>
    public void Dispose()
    {
        account.Dispose();
        _growth.Dispose();
    }

    private async Task OpenAsync(OpenPart part, long bytes)
    {
        BudgetTicket? ticket = null;
        Exception? failure = null;
        try
        {
            BudgetRequest request = part.Request ?? await RequestLargerAsync(part, bytes).ConfigureAwait(false);
            ticket = await account.WaitAsync(request, closing).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is S3StreamException or OperationCanceledException)
        {
            failure = exception;
        }

        lock (parts.Gate)
        {
            stall.Note();
            part.Request = null;
            if (ticket is not null)
            {
                part.Buffer = new PartBuffer(slabs, ticket, part.Extent.Length);
                part.State = OpenPartState.Filling;
            }
            else
            {
                part.State = OpenPartState.Done;
                state.Fail(failure!);
            }

            if (state.HasFailed)
            {
                part.ReleaseIfUnclaimed();
            }

            part.Signal();
        }
    }

    /// <summary>
    /// A part larger than the reserve: the reserve grows first, so that the frontier stays able to use it. The first part to open is the
    /// upload's admission: until then it holds nothing. It holds nothing while it waits, and waits for a whole part at once, so that no two
    /// uploads wait for each other.
    /// </summary>
    private async Task<BudgetRequest> RequestLargerAsync(OpenPart part, long bytes)
    {
        await _growth.WaitAsync(closing).ConfigureAwait(false);
        try
        {
            long first = SlabPool.RoundUp(parts.Layout.ExtentOf(1).Length);
            await account.EnsureReserveAsync(Math.Max(bytes, first), closing).ConfigureAwait(false);
        }
        finally
        {
            _growth.Release();
        }

        lock (parts.Gate)
        {
            part.Request = account.Request(bytes, mayUseReserve: part.Number == frontier.Number);
            return part.Request;
        }
    }
}
