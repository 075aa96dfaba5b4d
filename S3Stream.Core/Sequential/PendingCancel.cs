using System.Diagnostics.CodeAnalysis;

namespace S3Stream.Sequential;

/// <summary>
/// A pipe's CancelPending: cancels the call that waits, or else the next one, once. <see cref="Cancel"/> from any thread; the rest from the
/// pipe's caller.
/// </summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "A source without a timer holds nothing that must be disposed, and pipes have no Dispose.")]
internal sealed class PendingCancel
{
    private CancellationTokenSource _source = new();

    /// <summary>Cancelled when the pending call is.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True until <see cref="Take"/>.</summary>
    public bool IsRequested => _source.IsCancellationRequested;

    public void Cancel() => Volatile.Read(ref _source).Cancel();

    /// <summary>True when a cancel was asked for; it is used up by this.</summary>
    public bool Take()
    {
        if (!IsRequested)
        {
            return false;
        }

        Volatile.Write(ref _source, new CancellationTokenSource());
        return true;
    }

    /// <summary>
    /// A source cancelled by either, to be disposed after the call; <see langword="null"/> when the call's own token cannot be.
    /// </summary>
    public CancellationTokenSource? Link(CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Token) : null;
}
