using System.Globalization;

namespace S3Stream.Admin;

/// <summary>
/// <c>GLOBUS_S3_DEBUG "mask,file"</c>, the variable of the Globus S3 connector: which steps are written in full detail, and where. The
/// bits are those of the event ids' thousands: 1 uploads, 2 downloads, 4 memory, 8 requests to S3, 16 control connections, 32 data
/// connections and transfers, 64 security, 128 the embedded store, 256 settings and start, 512 everything else. 1023 is all.
/// </summary>
/// <param name="Mask">1 to 1023.</param>
/// <param name="File">The file, made with mode 0600.</param>
internal sealed record DebugSpec(int Mask, string File)
{
    public const string Variable = "GLOBUS_S3_DEBUG";

    private const int LastBit = 9;

    /// <summary><see langword="null"/> for an empty value.</summary>
    /// <exception cref="SettingException">It is not a mask and a file.</exception>
    public static DebugSpec? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        string[] fields = text.Split(',', 2, StringSplitOptions.TrimEntries);
        return fields.Length == 2
            && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int mask)
            && mask is >= 1 and <= 1023
            && Path.IsPathRooted(fields[1])
                ? new DebugSpec(mask, fields[1])
                : throw new SettingException(
                    $"{Variable} = {text}: expected a mask from 1 to 1023 and the full path of a file",
                    $"Set it such as {Variable}=1023,/var/log/s3stream/debug.log, or take it away.");
    }

    /// <summary>The mask has the event's bit.</summary>
    public bool Wants(EventId id)
    {
        int bit = id.Id is >= 1_000 and < (LastBit + 1) * 1_000 ? (id.Id / 1_000) - 1 : LastBit;
        return (Mask & (1 << bit)) != 0;
    }
}
