using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Embedded;
using S3Stream.Tests.EndToEnd;
using S3Stream.Upload;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// What is read back from disks, by the first byte: <c>o</c>, <c>u</c> and <c>b</c> records of the embedded store (their checksum is put
/// behind them, or nothing would get past it), <c>j</c> an entry of the upload journal.
/// </summary>
internal sealed class RecordsTarget : FuzzTarget
{
    private readonly TemporaryDirectory _folder = new();
    private readonly BlobStore _blobs;

    public RecordsTarget() => _blobs = new BlobStore(StoreLayout.Open(_folder.Path("store"), flush: null));

    public override string Name => "records";

    public override IReadOnlyList<string> Words { get; } =
    [
        "s3stream-object 1\n", "s3stream-upload 1\n", "s3stream-bucket 1\n", "key ", "etag ",
        "modified 2026-01-01T00:00:00.0000000+00:00\n", "part 1 5 e ",
        "extent 0123456789abcdef0123456789abcdef 0 5\n", "sum CRC32 AAAAAA==\n", "checksum CRC64NVME FULL_OBJECT ", "header a b\n",
        "tag a b\n", "%2", "%00", "%ff",
        "\"Store\":", "\"Bucket\":", "null", "{", "}", "[]",
    ];

    public override async Task RunAsync(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        byte[] text = input[1..];
        byte[] record = [.. text, .. Encoding.ASCII.GetBytes($"end {Crc64.HashToUInt64(text):x16}\n")];
        switch ((char)input[0])
        {
            case 'o':
                Read(() => ObjectRecord.Parse(record, _blobs));
                break;
            case 'u':
                Read(() => UploadPlan.Parse(record));
                break;
            case 'b':
                Read(() => BucketRecord.Parse(record));
                break;
            default:
                string journal = Directory.CreateDirectory(_folder.Path("journal")).FullName;
                await File.WriteAllBytesAsync(Path.Combine(journal, "entry.upload"), text);
                foreach (JournalEntry entry in new UploadJournal(journal, "http://s3/", TimeProvider.System, NullLogger.Instance)
                    .Find("account", DateTimeOffset.MaxValue, only: null))
                {
                    _ = new ObjectAddress(entry.Bucket, entry.Key); // as whoever aborts it does
                }

                break;
        }
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    // what the store's loader takes for a damaged record
    private static void Read(Func<object> parse)
    {
        try
        {
            parse();
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or InvalidOperationException
            or IndexOutOfRangeException or OverflowException)
        {
            // set aside, as it may be
        }
    }
}
