using System.Net;
using System.Text.Json;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Paths;
using Xunit;

namespace S3Stream.Tests.GridFtp.Diagnostics;

public sealed class TransferLogTests
{
    private static readonly TransferLog Log = new("server.example.org", netlogger: null, json: null);

    [Fact]
    public void A_line_has_the_reference_servers_fields_in_its_order()
    {
        Assert.Equal(
            "DATE=20240501120010.250000 HOST=server.example.org PROG=globus-gridftp-server NL.EVNT=FTP_INFO "
            + "START=20240501120000.000000 USER=alice FILE=/bucket/a b.bin BUFFER=131072 BLOCK=262144 NBYTES=3000000 VOLUME=/ "
            + "STREAMS=4 STRIPES=1 DEST=[192.0.2.7] TYPE=STOR CODE=226 TASKID=none",
            Log.NetLoggerLine(Record("/bucket/a b.bin")));
    }

    [Theory]
    [InlineData("ESTO", "Upload", "TYPE=STOR ")]
    [InlineData("APPE", "Upload", "TYPE=STOR ")]
    [InlineData("ERET", "Download", "TYPE=RETR ")]
    [InlineData("LIST", "Listing", "TYPE=LIST ")]
    public void Verbs_the_reference_server_does_not_log_are_told_as_the_ones_it_does(string verb, string direction, string field)
    {
        TransferRecord record = Record("/bucket/key") with { Verb = verb, Direction = Enum.Parse<TransferDirection>(direction) };
        Assert.Contains(field, Log.NetLoggerLine(record), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/bucket/x\u001b[31mred")]
    [InlineData("/bucket/x\u0085y")]
    [InlineData("/bucket/x NBYTES=99 CODE=500")]
    public void No_name_can_forge_a_line_or_a_field(string path)
    {
        // scenario 50
        string line = Log.NetLoggerLine(Record(path) with { User = "mallory\nDATE=", TaskId = "1\r\nDATE=2" });

        Assert.DoesNotContain(line, char.IsControl);
        Assert.Equal(2, line.Split("NBYTES=").Length);
        Assert.Equal(2, line.Split("CODE=").Length);
    }

    [Fact]
    public void The_JSON_line_has_what_the_transfer_asked_of_S3_and_what_failed()
    {
        var record = Record("/bucket/dir/\"key\"\u001b") with
        {
            Code = 451,
            Failure = "451 it broke\n",
            Counts = new TransferCounts(7, 2, 4),
            TaskId = "task-1",
        };

        string line = Log.JsonLine(record);
        using var json = JsonDocument.Parse(line);

        Assert.DoesNotContain(line, char.IsControl);
        JsonElement root = json.RootElement;
        Assert.Equal("/bucket/dir/\"key\"\u001b", root.GetProperty("path").GetString());
        Assert.Equal("bucket", root.GetProperty("bucket").GetString());
        Assert.Equal("dir/\"key\"\u001b", root.GetProperty("key").GetString());
        Assert.Equal(451, root.GetProperty("code").GetInt32());
        Assert.Equal("451 it broke\n", root.GetProperty("failure").GetString());
        Assert.Equal(10.25, root.GetProperty("seconds").GetDouble());
        Assert.Equal((7, 2, 4), (Number("s3_requests"), Number("s3_retries"), Number("parts")));
        Assert.Equal("task-1", root.GetProperty("task").GetString());

        int Number(string name) => root.GetProperty(name).GetInt32();
    }

    [Fact]
    public void The_JSON_line_of_an_upload_has_the_objects_checksums()
    {
        var checksums = new ChecksumSet(3, 0x1234, null, null, 0xABCD);
        var stored = new StoredObject(new ObjectAddress("bucket", "key"), 3, "etag", null, checksums);

        using var json = JsonDocument.Parse(Log.JsonLine(Record("/bucket/key") with { Stored = stored }));

        Assert.Equal("etag", json.RootElement.GetProperty("etag").GetString());
        Assert.Equal(
            "{\"crc64nvme\":\"0000000000001234\",\"adler32\":\"0000abcd\"}", json.RootElement.GetProperty("checksums").GetRawText());
    }

    [Fact]
    public void A_json_line_can_be_joined_with_the_servers_log_by_session_user_and_subject()
    {
        using var json = JsonDocument.Parse(Log.JsonLine(Record("/bucket/key")));

        Assert.Equal(12, json.RootElement.GetProperty("session").GetInt64());
        Assert.Equal("alice", json.RootElement.GetProperty("user").GetString());
        Assert.Equal("/O=Grid/CN=Alice", json.RootElement.GetProperty("subject").GetString());
    }

    private static TransferRecord Record(string path) => new()
    {
        Start = new DateTimeOffset(2024, 5, 1, 12, 0, 0, TimeSpan.Zero),
        Duration = TimeSpan.FromSeconds(10.25),
        Verb = "STOR",
        Direction = TransferDirection.Upload,
        Path = VirtualPath.Root.Combine(path),
        Session = 12,
        User = "alice",
        Subject = "/O=Grid/CN=Alice",
        Code = 226,
        HasBegun = true,
        Bytes = 3_000_000,
        Streams = 4,
        Mode = 'E',
        SocketBuffer = 131_072,
        BlockSize = 262_144,
        Client = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40_000),
        DataPeer = IPAddress.Parse("192.0.2.7"),
    };
}
