using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Diagnostics;

/// <summary>
/// One line a transfer: in the netlogger format of globus-gridftp-server, which accounting tools parse, and as JSON. Client text is
/// escaped, so that no name can forge a line or a field. Safe for concurrent use. Does not own the files.
/// </summary>
internal sealed class TransferLog(string host, LineFile? netlogger, LineFile? json)
{
    private const string Time = "yyyyMMddHHmmss.ffffff";

    public void Write(TransferRecord transfer)
    {
        // as the reference server: a transfer that was refused before it began has no line there
        if (transfer.HasBegun)
        {
            netlogger?.Write(NetLoggerLine(transfer));
        }

        json?.Write(JsonLine(transfer));
    }

    /// <summary>Fields, order and formats are the reference server's.</summary>
    internal string NetLoggerLine(TransferRecord transfer) => string.Create(
        CultureInfo.InvariantCulture,
        $"DATE={(transfer.Start + transfer.Duration).UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)} HOST={Field(host)} "
        + $"PROG=globus-gridftp-server NL.EVNT=FTP_INFO START={transfer.Start.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)} "
        + $"USER={Field(transfer.User)} FILE={Field(transfer.Path.Text)} BUFFER={transfer.SocketBuffer} BLOCK={transfer.BlockSize} "
        + $"NBYTES={transfer.Bytes} VOLUME=/ STREAMS={transfer.Streams} STRIPES=1 DEST=[{transfer.DataPeer ?? transfer.Client.Address}] "
        + $"TYPE={TypeOf(transfer.Direction)} CODE={transfer.Code} TASKID={Field(transfer.TaskId ?? "none")}");

    internal string JsonLine(TransferRecord transfer)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("start", transfer.Start.UtcDateTime);
            writer.WriteNumber("seconds", Math.Round(transfer.Duration.TotalSeconds, 6));
            writer.WriteString("host", host);
            writer.WriteNumber("session", transfer.Session);
            writer.WriteString("user", transfer.User);
            writer.WriteString("subject", transfer.Subject);
            writer.WriteString("client", transfer.Client.Address.ToString());
            writer.WriteString("data_peer", transfer.DataPeer?.ToString());
            writer.WriteString("verb", transfer.Verb);
            writer.WriteString("path", transfer.Path.Text);
            writer.WriteString("bucket", transfer.Path.Bucket);
            writer.WriteString("key", transfer.Path.Key);
            writer.WriteNumber("code", transfer.Code);
            writer.WriteString("failure", transfer.Failure);
            writer.WriteNumber("bytes", transfer.Bytes);
            writer.WriteString("mode", transfer.Mode.ToString());
            writer.WriteNumber("streams", transfer.Streams);
            writer.WriteNumber("parts", transfer.Counts.Parts);
            writer.WriteNumber("s3_requests", transfer.Counts.Requests);
            writer.WriteNumber("s3_retries", transfer.Counts.Retries);
            writer.WriteString("task", transfer.TaskId);
            writer.WriteString("etag", transfer.Stored?.ETag);
            WriteChecksums(writer, transfer.Stored?.Checksums ?? default);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteChecksums(Utf8JsonWriter writer, ChecksumSet checksums)
    {
        writer.WriteStartObject("checksums");
        WriteChecksum(writer, "crc64nvme", checksums.Crc64Nvme, "x16");
        WriteChecksum(writer, "crc32", checksums.Crc32, "x8");
        WriteChecksum(writer, "crc32c", checksums.Crc32C, "x8");
        WriteChecksum(writer, "adler32", checksums.Adler32, "x8");
        if (checksums.Md5 is { } md5)
        {
            writer.WriteString("md5", md5);
        }

        writer.WriteEndObject();
    }

    private static void WriteChecksum<T>(Utf8JsonWriter writer, string name, T? value, string format)
        where T : struct, IFormattable
    {
        if (value is { } known)
        {
            writer.WriteString(name, known.ToString(format, CultureInfo.InvariantCulture));
        }
    }

    private static string TypeOf(TransferDirection direction) => direction switch
    {
        TransferDirection.Upload => "STOR",
        TransferDirection.Download => "RETR",
        _ => "LIST",
    };

    /// <summary>Blanks stay, as the reference server leaves them; with an equals sign behind one a name could pass for fields.</summary>
    private static string Field(string text)
    {
        string clean = LogText.Clean(text);
        return clean.Contains(' ', StringComparison.Ordinal) ? clean.Replace("=", "\\u003d", StringComparison.Ordinal) : clean;
    }
}
