using S3Stream.Integrity;
using Xunit;

namespace S3Stream.Tests.Core.Integrity;

public sealed class ChecksumNoteTests
{
    private static readonly ChecksumSet Full = new(9, 0xae8b14860a799888, 0xcbf43926, 0xe3069283, 0x091e01de)
    {
        Md5 = "25f9e794323b453885f5181f1b624d0b",
    };

    [Fact]
    public void A_note_gives_back_what_the_store_does_not_keep()
    {
        Dictionary<string, string> metadata = Metadata(ChecksumNote.Format(Full)!);

        Assert.Equal("length=9;crc64nvme=ae8b14860a799888;crc32=cbf43926;crc32c=e3069283;adler32=091e01de;md5=25f9e794323b453885f5181f1b624d0b", ChecksumNote.Format(Full));
        Assert.Equal(Full, ChecksumNote.Complete(new ChecksumSet(9, Full.Crc64Nvme, null, null, null), metadata));
        Assert.Equal(Full, ChecksumNote.Complete(new ChecksumSet(9, null, null, null, null), metadata));
    }

    [Fact]
    public void What_the_store_keeps_itself_needs_no_note() => Assert.Null(ChecksumNote.Format(new ChecksumSet(9, 1, null, null, null)));

    [Theory]
    [InlineData("length=10;crc64nvme=ae8b14860a799888;adler32=091e01de")] // copied with the metadata to an object of another length
    [InlineData("length=9;crc64nvme=ae8b14860a799889;adler32=091e01de")] // or of other bytes
    [InlineData("length=9;adler32=091e01de")]
    [InlineData("adler32=091e01de")]
    [InlineData("length=x;adler32=091e01de")]
    [InlineData("length=9;crc64nvme=ae8b14860a799888;md5=25F9")]
    [InlineData("nonsense")]
    [InlineData("")]
    public void A_note_of_other_bytes_is_not_believed(string note)
    {
        var kept = new ChecksumSet(9, Full.Crc64Nvme, null, null, null);
        Assert.Equal(kept, ChecksumNote.Complete(kept, Metadata(note)));
    }

    private static Dictionary<string, string> Metadata(string note) => new() { [ChecksumNote.MetadataName] = note };
}
