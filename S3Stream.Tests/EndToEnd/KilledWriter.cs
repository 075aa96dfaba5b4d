using System.Net.Sockets;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.EndToEnd;

/// <summary>A client that stores, replaces and deletes its objects until the endpoint is gone, and keeps what it was answered.</summary>
internal sealed class KilledWriter(string bucket, string name)
{
    private const int MiB = 1024 * 1024;

    public IReadOnlyList<KilledObject> Objects { get; } = [new($"{name}-a"), new($"{name}-b")];

    /// <summary>Ends when the connection is lost.</summary>
    public async Task RunAsync(int port, Random random)
    {
        try
        {
            await using ScriptedGridFtpClient control = await ScriptedGridFtpClient.LoginAsync(port);
            while (true)
            {
                KilledObject target = Objects[random.Next(Objects.Count)];
                if (target.Answered is not null && random.Next(6) == 0)
                {
                    target.Begin(null);
                    Settle(target, await control.CommandAsync($"DELE /{bucket}/{target.Key}"));
                }
                else
                {
                    // one request, or a multipart upload of two to four parts
                    int length = random.Next(4) == 0 ? (6 * MiB) + random.Next(10 * MiB) : random.Next(1, 200_000);
                    target.Begin((length, random.Next()));
                    await StoreAsync(control, target);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // killed: what was under way is open
        }
    }

    private async Task StoreAsync(ScriptedGridFtpClient control, KilledObject target)
    {
        (int length, int seed) = target.UnderWay!.Value;
        using TcpClient data = await control.OpenPassiveAsync();
        FtpReply opening = await control.CommandAsync($"STOR /{bucket}/{target.Key}");
        if (!opening.IsPreliminary)
        {
            Settle(target, opening);
            return;
        }

        await data.GetStream().WriteAsync(TestData.Bytes(length, seed));
        data.Client.Shutdown(SocketShutdown.Send);
        Settle(target, await control.ReadFinalReplyAsync());
    }

    private static void Settle(KilledObject target, FtpReply reply)
    {
        if (reply.Code is 226 or 250)
        {
            target.Answer();
        }
        else
        {
            throw new InvalidDataException($"{target.Key}: nothing was wrong but the kill, and the reply was {reply.Text}");
        }
    }
}
