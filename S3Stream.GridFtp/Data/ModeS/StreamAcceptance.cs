using System.Diagnostics.CodeAnalysis;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// Chooses the connection that carries a MODE S transfer among all that reach the listener: the client's, a port scanner's, a stranger's.
/// The first one that completes a handshake or sends a byte is chosen. One that closes without a byte counts as the end of an empty file
/// only when nothing contradicts that. Used once.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source lives inside RunAsync.")]
internal sealed class StreamAcceptance(
    DataChannel channel, DataChannelTerms terms, GridFtpOptions options, ILogger logger, TimeProvider time)
{
    /// <summary>How long an unproven connection waits for a better one, which the client may be making at this moment.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    private readonly List<Task<StreamCandidate>> _candidates = [];
    private CancellationTokenSource? _over;
    private Task<PendingConnection?>? _accepting;
    private StreamCandidate? _empty;
    private StreamCandidate? _refused;
    private bool _hasBegun;

    /// <summary>The connection; all others are reset.</summary>
    /// <param name="use">What the transfer does with it.</param>
    /// <param name="begin">Says 150: called once, when the first connection is there, whichever it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="FtpException">425: no peer connected, or none that could be the client. 426: the peer stayed silent.</exception>
    public async Task<DataConnection> RunAsync(StreamUse use, Func<Task> begin, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _over = over;
        DataConnection? chosen = null;
        try
        {
            while (chosen is null)
            {
                _accepting ??= channel.AcceptAsync(terms, over.Token);
                Task? ended = await NextAsync(cancellationToken);
                chosen = ended is null ? await TimedOutAsync(over.Token)
                    : ended == _accepting ? await AcceptedAsync(use, begin)
                    : await DecidedAsync((Task<StreamCandidate>)ended, use);
            }

            return chosen;
        }
        finally
        {
            await over.CancelAsync();
            await CloseOthersAsync(chosen);
        }
    }

    /// <summary>The candidate that finished first; <see langword="null"/>: none within the time limit.</summary>
    private async Task<Task?> NextAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task timeout = Task.Delay(Patience(), time, limit.Token);
        // With enough candidates the next are not looked at before one of these is done with.
        Task ended = await Task.WhenAny(
            _candidates.Count < options.MaxParallelism ? [_accepting!, .. _candidates, timeout] : [.. _candidates, timeout]);
        await limit.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return ended == timeout ? null : ended;
    }

    private async Task<DataConnection?> AcceptedAsync(StreamUse use, Func<Task> begin)
    {
        PendingConnection connection = (await _accepting!)!;
        _accepting = null;
        // Clients close after they have read 150. One that has closed before it is none of theirs; but uberftp does with an empty file,
        // of which it has told us by ALLO.
        bool wasClosed = !_hasBegun && connection.HasClosedSilently;
        if (!_hasBegun)
        {
            _hasBegun = true;
            try
            {
                await begin();
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }

        Task<StreamCandidate> candidate = ProveAsync(connection, use, wasClosed);
        if (candidate.IsCompleted)
        {
            return Judge(await candidate, use);
        }

        _candidates.Add(candidate);
        return null;
    }

    private async Task<DataConnection?> DecidedAsync(Task<StreamCandidate> candidate, StreamUse use)
    {
        _candidates.Remove(candidate);
        return Judge(await candidate, use);
    }

    private TimeSpan Patience() => (_candidates.Count > 0, _empty ?? _refused) switch
    {
        (true, _) => terms.IsSecured ? Timeout.InfiniteTimeSpan : options.StallTimeout, // handshakes have a limit of their own
        (false, not null) => Grace,
        (false, null) => options.DataConnectTimeout,
    };

    private async Task<StreamCandidate> ProveAsync(PendingConnection connection, StreamUse use, bool wasClosed)
    {
        var candidate = new StreamCandidate(connection, wasClosed);
        try
        {
            bool peerSpeaksFirst = terms.IsSecured || use != StreamUse.Send;
            bool isLive = peerSpeaksFirst ? await connection.SpeaksAsync(_over!.Token) : !wasClosed;
            if (isLive)
            {
                candidate.Connection = await connection.SecureAsync(_over!.Token);
            }
        }
        catch (FtpException exception)
        {
            candidate.Failure = exception;
        }
        catch (OperationCanceledException)
        {
            connection.Dispose();
            throw;
        }

        return candidate;
    }

    /// <summary>The connection, when the candidate is the one.</summary>
    private DataConnection? Judge(StreamCandidate candidate, StreamUse use)
    {
        if (candidate.Connection is { } proven)
        {
            return proven;
        }

        if (candidate.Failure is { } failure)
        {
            logger.DataPeerNotProven(candidate.Pending.Remote, failure.Message);
            if (candidate.Pending.IsFromClient && terms.IsSecured)
            {
                _refused = candidate; // this may be the client itself, which needs the reason
            }
        }
        else if (_empty is null && MayBeEmpty(candidate, use))
        {
            _empty = candidate;
            return null;
        }
        else
        {
            logger.DataPeerSilent(candidate.Pending.Remote);
        }

        candidate.Pending.Dispose();
        return null;
    }

    /// <summary>
    /// The peer closed in the clear and without a byte, as the end of an empty file looks; or it shut its own direction down before it
    /// reads.
    /// </summary>
    private bool MayBeEmpty(StreamCandidate candidate, StreamUse use) =>
        !terms.IsSecured
        && !candidate.Pending.WasReset
        && use switch
        {
            StreamUse.Send => true,
            StreamUse.Receive => !candidate.WasClosed,
            StreamUse.ReceiveNothing => !candidate.WasClosed || candidate.Pending.IsFromClient,
            _ => false,
        };

    private async Task<DataConnection> TimedOutAsync(CancellationToken cancellationToken)
    {
        if (_candidates.Count > 0)
        {
            throw DataFailure.Stalled(options.StallTimeout);
        }

        if (_empty is { } empty)
        {
            return await empty.Pending.SecureAsync(cancellationToken);
        }

        throw _refused?.Failure ?? DataFailure.NotOpened(FormattableString.Invariant(
            $"nobody connected within {options.DataConnectTimeout.TotalSeconds:0} seconds")
                + (_hasBegun ? " except peers that closed, or were reset, without sending a byte." : "."));
    }

    private async Task CloseOthersAsync(DataConnection? chosen)
    {
        _empty?.Pending.Dispose(); // but for the one that was chosen
        foreach (Task<StreamCandidate> candidate in _candidates)
        {
            await ((Task)candidate).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!candidate.IsCompletedSuccessfully)
            {
                continue;
            }

            StreamCandidate other = await candidate;
            other.Pending.Dispose();
            if (other.Connection is { } connection && connection != chosen)
            {
                connection.Abort();
                await connection.DisposeAsync();
            }
        }

        if (_accepting is not null)
        {
            await ((Task)_accepting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_accepting.IsCompletedSuccessfully)
            {
                (await _accepting)?.Dispose();
            }
        }
    }
}
