using System.Collections;
using System.Globalization;
using System.Net;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Session;

/// <summary>
/// Whose log entry it is: a logging scope that lies around all a session does, so that each of its entries names the session, its peer
/// and, once they are known, the user and the proven subject. Read while an entry is written, from any thread.
/// </summary>
internal sealed class SessionScope(long id, IPEndPoint peer, SessionState state) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 4;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("session", id),
        1 => new("peer", peer.ToString()),
        2 => new("user", User),
        3 => new("subject", state.Identity?.Subject),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    private string? User => state.User is { } user ? LogText.Clean(user.Name) : null;

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Such as <c>session 12 peer 192.0.2.7:41212 user alice subject "/O=Grid/CN=Alice"</c>, for logs of text.</summary>
    public override string ToString()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"session {id} peer {peer}");
        text += User is { } user ? $" user {user}" : "";
        return state.Identity is { } identity ? $"{text} subject \"{identity.Subject}\"" : text;
    }
}
