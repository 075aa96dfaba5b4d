// Uploads standard input as an object and prints it back, in parallel parts and ranges and a fixed amount of memory.
// S3 credentials come from the standard AWS chain.   usage: sample ENDPOINT BUCKET KEY < file
using S3Stream;

await using var client = new S3StreamClient(new S3StreamOptions
{
    Endpoint = new Uri(args[0]),
    Profile = StoreProfile.Generic,
    MemoryBudget = 128L << 20,
});
var address = new ObjectAddress(args[1], args[2]);
if (!await client.Catalog.BucketExistsAsync(address.Bucket))
{
    await client.Catalog.CreateBucketAsync(address.Bucket);
}

await using Stream input = Console.OpenStandardInput();
StoredObject stored = await client.UploadAsync(address, input);
Console.Error.WriteLine($"{stored.Address}: {stored.Length} bytes, CRC-64/NVME {stored.Checksums.Crc64Nvme:x16}");

await using ObjectDownload download = await client.OpenDownloadAsync(address);
await download.AsStream().CopyToAsync(Console.OpenStandardOutput());
