using System.IO.Hashing;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Faults;

/// <summary>The steps of a scenario, done through an endpoint by a client that knows only FTP.</summary>
internal static class EndpointSteps
{
    /// <summary>The reply that ended the step. A good one stands for the right bytes: that is checked here.</summary>
    public static async Task<FtpReply> RunAsync(FaultRig rig, string step, ScriptedGridFtpClient client)
    {
        string path = $"/{FaultRig.Bucket}/{rig.Scenario.Key}";
        switch (step)
        {
            case "put":
                return await StoreAsync(client, path, rig.Content);
            case "get":
                (FtpReply reply, byte[] bytes) = await RetrieveAsync(client, path);
                Assert.True(reply.Code != 226 || rig.Content.AsSpan().SequenceEqual(bytes), "wrong bytes, and 226");
                return reply;
            case "rename":
                FtpReply from = await client.CommandAsync($"RNFR {path}");
                return from.Code == 350 ? await client.CommandAsync($"RNTO {path}.renamed") : from;
            case "list":
                (FtpReply listed, byte[] text) = await RetrieveAsync(client, path[..path.LastIndexOf('/')], "NLST");
                Assert.True(
                    listed.Code != 226 || System.Text.Encoding.UTF8.GetString(text).Contains(path[(path.LastIndexOf('/') + 1)..], StringComparison.Ordinal),
                    "a name is missing, and 226");
                return listed;
            case "stat":
                FtpReply size = await client.CommandAsync($"SIZE {path}");
                Assert.True(size.Code != 213 || size.Text == $"213 {rig.Content.Length}", $"a wrong size: {size.Text}");
                return size;
            case "checksum":
                FtpReply sum = await client.CommandAsync($"CKSM CRC32 0 -1 {path}");
                string right = Convert.ToHexStringLower(Crc32.Hash(rig.Content).Reverse().ToArray());
                Assert.True(sum.Code != 213 || sum.Text == $"213 {right}", $"a wrong checksum: {sum.Text}, not {right}");
                return sum;
            case "delete":
                return await client.CommandAsync($"DELE {path}");
            default:
                throw new InvalidDataException($"no such step at the endpoint: {step}");
        }
    }

    private static async Task<FtpReply> StoreAsync(ScriptedGridFtpClient client, string path, byte[] content)
    {
        using (var data = await client.OpenPassiveAsync())
        {
            FtpReply opened = await client.CommandAsync($"STOR {path}");
            if (!opened.IsPreliminary)
            {
                return opened;
            }

            try
            {
                await data.GetStream().WriteAsync(content, TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                // the server gave up early: its reply says why
            }
        }

        return await client.ReadFinalReplyAsync();
    }

    private static async Task<(FtpReply Reply, byte[] Bytes)> RetrieveAsync(ScriptedGridFtpClient client, string path, string verb = "RETR")
    {
        using var content = new MemoryStream();
        using (var data = await client.OpenPassiveAsync())
        {
            FtpReply opened = await client.CommandAsync($"{verb} {path}");
            if (!opened.IsPreliminary)
            {
                return (opened, []);
            }

            try
            {
                await data.GetStream().CopyToAsync(content, TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                // a retrieval that fails resets its connection
            }
        }

        return (await client.ReadFinalReplyAsync(), content.ToArray());
    }
}
