using System.Globalization;
using System.Text;

namespace S3Stream.Tests.Fakes;

/// <summary>A request or an answer as it stands on the wire: first line, headers in their order, body. Only what the relays need.</summary>
internal sealed class HttpMessage
{
    private const int MaxHeadBytes = 64 * 1024;

    public required string FirstLine { get; set; }

    public List<(string Name, string Value)> Headers { get; init; } = [];

    public byte[] Body { get; set; } = [];

    public string Method => FirstLine.Split(' ')[0];

    public string Target => FirstLine.Split(' ')[1];

    public int Status => int.Parse(FirstLine.Split(' ')[1], CultureInfo.InvariantCulture);

    public string? this[string name] =>
        Headers.Find(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Name: not null } found ? found.Value : null;

    public void Set(string name, string? value)
    {
        Headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (value is not null)
        {
            Headers.Add((name, value));
        }
    }

    /// <summary>Reads first line and headers; null when the other side closed instead.</summary>
    public static async Task<HttpMessage?> ReadHeadAsync(Stream from, CancellationToken cancellationToken)
    {
        var head = new MemoryStream();
        byte[] one = new byte[1];
        while (!head.GetBuffer().AsSpan(0, (int)head.Length).EndsWith("\r\n\r\n"u8))
        {
            if (await from.ReadAsync(one, cancellationToken) == 0)
            {
                return head.Length == 0 ? null : throw new EndOfStreamException("The connection ended within a head.");
            }

            head.WriteByte(one[0]);
            if (head.Length > MaxHeadBytes)
            {
                throw new InvalidDataException($"A head has more than {MaxHeadBytes} bytes.");
            }
        }

        string[] lines = Encoding.Latin1.GetString(head.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new HttpMessage
        {
            FirstLine = lines[0],
            Headers = [.. lines.Skip(1).Select(line => line.Split(':', 2)).Select(sides => (sides[0], sides[1].Trim()))],
        };
    }

    /// <summary>Reads the body by its length, or up to the end of the connection.</summary>
    public async Task ReadBodyAsync(Stream from, bool toTheEnd, CancellationToken cancellationToken)
    {
        if (this["Content-Length"] is { } length)
        {
            Body = new byte[long.Parse(length, CultureInfo.InvariantCulture)];
            await from.ReadExactlyAsync(Body, cancellationToken);
        }
        else if (toTheEnd)
        {
            using var rest = new MemoryStream();
            await from.CopyToAsync(rest, cancellationToken);
            Body = rest.ToArray();
        }
    }

    public byte[] HeadBytes() => Encoding.Latin1.GetBytes(
        FirstLine + "\r\n" + string.Concat(Headers.Select(header => $"{header.Name}: {header.Value}\r\n")) + "\r\n");
}
