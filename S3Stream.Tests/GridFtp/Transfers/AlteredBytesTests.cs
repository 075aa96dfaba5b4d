using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Transfers;

/// <summary>
/// Scenario 37, between client and endpoint: a bit that the way has flipped is stored as it came, and every checksum that the endpoint then
/// tells is that of the bytes it has, so that a client that compares finds it.
/// </summary>
public sealed class AlteredBytesTests(GridFtpRig rig) : IClassFixture<GridFtpRig>
{
    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData("ADLER32")]
    [InlineData("CRC32")]
    [InlineData("MD5")]
    public async Task A_bit_flipped_on_the_way_in_MODE_E_shows_in_CKSM(string algorithm)
    {
        byte[] sent = UploadRig.RandomBytes(20 * MiB);
        byte[] arrived = [.. sent];
        arrived[(7 * MiB) + 5] ^= 0x10;

        string good = await StoreAndSumAsync($"/bucket/good-{algorithm}", sent, algorithm);
        string altered = await StoreAndSumAsync($"/bucket/altered-{algorithm}", arrived, algorithm);

        Assert.Equal(SumOf(sent, algorithm), good);
        Assert.Equal(SumOf(arrived, algorithm), altered);
        Assert.NotEqual(good, altered);
    }

    [Fact]
    public async Task Where_the_client_told_its_checksum_before_no_object_is_made()
    {
        byte[] sent = UploadRig.RandomBytes(20 * MiB);
        byte[] arrived = [.. sent];
        arrived[(7 * MiB) + 5] ^= 0x10;
        await using ScriptedGridFtpClient control = await ScriptedGridFtpClient.LoginAsync(rig.Port);
        (await control.CommandAsync("MODE E")).Expect(200);
        (await control.CommandAsync($"SCKS ADLER32 {SumOf(sent, "ADLER32")}")).Expect(200);
        FtpReply reply = await StoreAsync(control, "/bucket/never", arrived);
        Assert.InRange(reply.Code, 400, 599);
        Assert.False(await rig.ExistsAsync("never"));
    }

    private async Task<string> StoreAndSumAsync(string path, byte[] content, string algorithm)
    {
        await using ScriptedGridFtpClient control = await ScriptedGridFtpClient.LoginAsync(rig.Port);
        (await control.CommandAsync("MODE E")).Expect(200);
        (await StoreAsync(control, path, content)).Expect(226);
        await control.SendAsync($"CKSM {algorithm} 0 -1 {path}");
        return (await control.ReadFinalReplyAsync()).Expect(213).Text[4..].Trim();
    }

    private static async Task<FtpReply> StoreAsync(ScriptedGridFtpClient control, string path, byte[] content)
    {
        await using var data = new ScriptedModeESender(await control.PassiveAsync(), content);
        Assert.True((await control.CommandAsync($"STOR {path}")).IsPreliminary);
        await data.ConnectAsync(3);
        await data.SendAllAsync(ScriptedModeESender.Blocks(content.Length, 256 * 1024));
        return await control.ReadFinalReplyAsync();
    }

    private static string SumOf(byte[] bytes, string algorithm) => algorithm switch
    {
        "MD5" => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(bytes)),
        "CRC32" => $"{System.IO.Hashing.Crc32.HashToUInt32(bytes):x8}",
        _ => $"{Adler32(bytes):x8}",
    };

    private static uint Adler32(byte[] bytes)
    {
        (uint a, uint b) = (1, 0);
        foreach (byte value in bytes)
        {
            a = (a + value) % 65_521;
            b = (b + a) % 65_521;
        }

        return (b << 16) | a;
    }
}
