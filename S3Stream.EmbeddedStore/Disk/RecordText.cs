using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace S3Stream.Embedded;

/// <summary>
/// Writes a record: one line a field, a name and percent-encoded values with blanks between, then "end" and the CRC-64 of all before,
/// which tells a torn record from a whole one.
/// </summary>
internal sealed class RecordText
{
    private readonly StringBuilder _text = new();

    public RecordText(string kind) => Add("s3stream-" + kind, "1");

    public RecordText Add(string name, params ReadOnlySpan<string> values)
    {
        _text.Append(name);
        foreach (string value in values)
        {
            _text.Append(' ').Append(UriEscaping.Encode(value));
        }

        _text.Append('\n');
        return this;
    }

    public RecordText Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    public RecordText Add(string name, DateTimeOffset value) => Add(name, value.ToString("O", CultureInfo.InvariantCulture));

    public byte[] Finish()
    {
        byte[] fields = Encoding.ASCII.GetBytes(_text.ToString());
        byte[] end = Encoding.ASCII.GetBytes($"end {Crc64.HashToUInt64(fields):x16}\n");
        return [.. fields, .. end];
    }
}
