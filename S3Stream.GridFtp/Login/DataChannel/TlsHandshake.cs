using System.Buffers.Binary;

namespace S3Stream.GridFtp.Login;

/// <summary>
/// What the clear part of a TLS 1.2 handshake (RFC 5246 7.4, RFC 5077) tells of sessions. Both directions are read as they passed; what the
/// server said is this process's own word.
/// </summary>
/// <param name="IsResumed">The server took up an earlier session: it sent no certificate.</param>
/// <param name="Offered">The ticket the client offered, or else its session id; empty: nothing.</param>
/// <param name="Issued">The ticket and the session id the server gave, as far as it did.</param>
internal sealed record TlsHandshake(bool IsResumed, ReadOnlyMemory<byte> Offered, IReadOnlyList<ReadOnlyMemory<byte>> Issued)
{
    private const byte ChangeCipherSpec = 20;
    private const byte Handshake = 22;
    private const byte ClientHello = 1;
    private const byte ServerHello = 2;
    private const byte NewSessionTicket = 4;
    private const byte Certificate = 11;
    private const int SessionTicketExtension = 35;
    private const int HelloStart = 2 + 32; // version, random

    /// <param name="fromClient">The connection's bytes from the first on, at least the whole ClientHello.</param>
    /// <param name="fromServer">The same of the other direction, up to its ChangeCipherSpec at least.</param>
    /// <exception cref="FormatException">The bytes are not a TLS 1.2 handshake, or its end is missing.</exception>
    public static TlsHandshake Read(ReadOnlySpan<byte> fromClient, ReadOnlySpan<byte> fromServer)
    {
        try
        {
            ReadOnlySpan<byte> hello = Messages(fromClient, untilCipher: false).First(message => message.Type == ClientHello).Body;
            List<(byte Type, byte[] Body)> answer = Messages(fromServer, untilCipher: true);
            byte[] serverHello = answer.First(message => message.Type == ServerHello).Body;
            byte[] ticket = TicketOf(hello);
            IEnumerable<ReadOnlyMemory<byte>> tickets =
                answer.Where(message => message.Type == NewSessionTicket).Select(message => TicketIn(message.Body));
            return new TlsHandshake(
                answer.TrueForAll(message => message.Type != Certificate),
                ticket.Length > 0 ? ticket : SessionId(hello),
                [.. tickets.Append(SessionId(serverHello)).Where(name => !name.IsEmpty)]);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new FormatException("the bytes are not a whole TLS 1.2 handshake", exception);
        }
    }

    /// <summary>
    /// The handshake messages (type, 3 bytes of length, body) in the records (type, version, 2 bytes of length, payload).
    /// </summary>
    private static List<(byte Type, byte[] Body)> Messages(ReadOnlySpan<byte> records, bool untilCipher)
    {
        const int RecordHeader = 5;
        var joined = new List<byte>();
        while (records.Length >= RecordHeader && records[0] == Handshake)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(records[3..]);
            if (records.Length < RecordHeader + length)
            {
                break;
            }

            joined.AddRange(records.Slice(RecordHeader, length));
            records = records[(RecordHeader + length)..];
        }

        return untilCipher && (records.IsEmpty || records[0] != ChangeCipherSpec)
            ? throw new FormatException("the TLS handshake has no ChangeCipherSpec")
            : Split([.. joined]);
    }

    private static List<(byte Type, byte[] Body)> Split(ReadOnlySpan<byte> messages)
    {
        const int MessageHeader = 4;
        var all = new List<(byte, byte[])>();
        while (messages.Length >= MessageHeader)
        {
            int length = (messages[1] << 16) | BinaryPrimitives.ReadUInt16BigEndian(messages[2..]);
            if (messages.Length < MessageHeader + length)
            {
                break;
            }

            all.Add((messages[0], messages.Slice(MessageHeader, length).ToArray()));
            messages = messages[(MessageHeader + length)..];
        }

        return all;
    }

    /// <summary>Both hellos: version, random, then the id behind its length.</summary>
    private static byte[] SessionId(ReadOnlySpan<byte> hello) => hello.Slice(HelloStart + 1, hello[HelloStart]).ToArray();

    /// <summary>NewSessionTicket: 4 bytes of lifetime, 2 of length, the ticket.</summary>
    private static ReadOnlyMemory<byte> TicketIn(byte[] message) =>
        message.AsMemory(6, BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(4)));

    /// <summary>The ticket in a ClientHello: version, random, session id, cipher suites, compression methods, extensions.</summary>
    private static byte[] TicketOf(ReadOnlySpan<byte> hello)
    {
        ReadOnlySpan<byte> rest = hello[(HelloStart + 1 + hello[HelloStart])..];
        rest = rest[(2 + BinaryPrimitives.ReadUInt16BigEndian(rest))..];
        rest = rest[(1 + rest[0])..];
        rest = rest.IsEmpty ? rest : rest.Slice(2, BinaryPrimitives.ReadUInt16BigEndian(rest));
        while (!rest.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (BinaryPrimitives.ReadUInt16BigEndian(rest) == SessionTicketExtension)
            {
                return rest.Slice(4, length).ToArray();
            }

            rest = rest[(4 + length)..];
        }

        return [];
    }
}
