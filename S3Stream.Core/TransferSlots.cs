namespace S3Stream;

/// <summary>The <see cref="RequestSlots"/> as one transfer takes them. Safe for concurrent use.</summary>
/// <param name="slots">The slots of the client.</param>
/// <param name="owner">Whose transfer it is.</param>
internal sealed class TransferSlots(RequestSlots slots, object owner)
{
    public object Owner { get; } = owner;

    /// <summary>Slots that this transfer has. Guarded by the slots' lock.</summary>
    public int Held { get; set; }

    /// <summary>Takes a slot, or waits for one.</summary>
    /// <exception cref="OperationCanceledException">Nothing was taken.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken) => slots.WaitAsync(this, cancellationToken);

    /// <summary>Gives a slot back.</summary>
    public void Release() => slots.Release(this);
}
