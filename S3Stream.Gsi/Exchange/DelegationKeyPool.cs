using System.Security.Cryptography;
using System.Threading.Channels;
using S3Stream.Gsi.Certificates;

namespace S3Stream.Gsi;

/// <summary>
/// RSA keys made ahead in the background, because every delegation needs a fresh one and making one takes up to half a second of a
/// processor. The makers have threads of their own, at most one for each processor: exchanges that come faster than keys can be made wait
/// in line here and leave the thread pool alone. One pool serves all acceptors of a process. Safe for concurrent use.
/// </summary>
public sealed class DelegationKeyPool : IAsyncDisposable
{
    private const int UsualBits = 2_048;
    private const int MaxBits = 4_096;

    private readonly Channel<RSA> _keys;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _makers;

    /// <summary>Starts making keys.</summary>
    /// <param name="capacity">How many keys are kept ready, at least 1: delegations that can come at once without waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is below 1.</exception>
    public DelegationKeyPool(int capacity = 8)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _keys = Channel.CreateBounded<RSA>(capacity);
        _makers = [.. Enumerable.Range(0, Math.Min(capacity, Environment.ProcessorCount)).Select(_ => StartMaker())];
    }

    /// <summary>
    /// A key nobody else has, as long as the peer's own where that is RSA, but at least 2,048 and at most 4,096 bits. The caller owns it.
    /// </summary>
    internal async ValueTask<RSA> TakeAsync(SubjectPublicKey peer, CancellationToken cancellationToken)
    {
        int bits = peer.IsRsa ? Math.Clamp(peer.Bits, UsualBits, MaxBits) : UsualBits;
        return bits == UsualBits
            ? await _keys.Reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            : await Task.Run(() => Make((bits + 7) / 8 * 8), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the makers and drops the keys that nobody took. An acceptor that uses the pool must be finished.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_makers).ConfigureAwait(false);
        while (_keys.Reader.TryRead(out RSA? key))
        {
            key.Dispose();
        }

        _stop.Dispose();
    }

    private static RSA Make(int bits)
    {
        var key = RSA.Create(bits);

        // the key is made at its first use
        key.ExportSubjectPublicKeyInfo();
        return key;
    }

    private Task StartMaker() =>
        Task.Factory.StartNew(MakeKeys, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void MakeKeys()
    {
        while (!_stop.IsCancellationRequested)
        {
            RSA key = Make(UsualBits);
            try
            {
                _keys.Writer.WriteAsync(key, _stop.Token).AsTask().GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                key.Dispose();
            }
        }
    }
}
