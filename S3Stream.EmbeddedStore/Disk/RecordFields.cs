using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace S3Stream.Embedded;

/// <summary>Reads what <see cref="RecordText"/> wrote. Anything else is <see cref="InvalidDataException"/>.</summary>
internal sealed class RecordFields
{
    private const int EndBytes = 4 + 16 + 1; // "end " hex "\n"
    private readonly List<(string Name, string[] Values)> _fields = [];

    private RecordFields(string text)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            _fields.Add((words[0], Array.ConvertAll(words[1..], Decode)));
        }
    }

    public IEnumerable<(string Name, string[] Values)> All => _fields;

    public static RecordFields Parse(byte[] record, string kind)
    {
        int length = record.Length - EndBytes;
        if (length <= 0
            || Encoding.ASCII.GetString(record, length, EndBytes) != $"end {Crc64.HashToUInt64(record.AsSpan(0, length)):x16}\n")
        {
            throw new InvalidDataException("The record is cut short or changed.");
        }

        var fields = new RecordFields(Encoding.ASCII.GetString(record, 0, length));
        return fields._fields is [(var first, ["1"]), ..] && first == "s3stream-" + kind
            ? fields
            : throw new InvalidDataException($"The record is not a {kind} record of version 1.");
    }

    public string Text(string name) => Optional(name) ?? throw new InvalidDataException($"The record has no '{name}'.");

    public string? Optional(string name) => _fields.Find(field => field.Name == name).Values is [var value, ..] ? value : null;

    public DateTimeOffset Time(string name) => DateTimeOffset.ParseExact(Text(name), "O", CultureInfo.InvariantCulture);

    public IEnumerable<string[]> Each(string name) => _fields.Where(field => field.Name == name).Select(field => field.Values);

    private static string Decode(string value) =>
        UriEscaping.TryDecode(value, plusIsBlank: false, out string decoded)
            ? decoded
            : throw new InvalidDataException($"'{value}' is not percent-encoded.");
}
