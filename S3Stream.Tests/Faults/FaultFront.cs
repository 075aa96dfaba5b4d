using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Faults;

/// <summary>
/// Stands between a client and a store as a balancer does, forwards each request unchanged (the signature covers the Host header, which
/// stays), and does what the first rule that takes the request says. Plain HTTP/1.1. One test each.
/// </summary>
internal sealed class FaultFront(Uri store, IReadOnlyList<FaultRule> rules) : HttpRelay(store, new IPEndPoint(IPAddress.Loopback, 0))
{
    /// <summary>What came, in order: operation, target, and the fault it met.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    protected override async Task ServeAsync(TcpClient client)
    {
        while (await ServeOneAsync(client))
        {
        }
    }

    /// <summary>One request and its answer; false when the connection is to end.</summary>
    private async Task<bool> ServeOneAsync(TcpClient client)
    {
        NetworkStream stream = client.GetStream();
        if (await HttpMessage.ReadHeadAsync(stream, Stopped) is not { } request)
        {
            return false;
        }

        string operation = StoreOperation.Of(request);
        FaultRule? rule = rules.FirstOrDefault(candidate => candidate.Takes(operation, request));
        Log.Enqueue($"{operation} {request.Target} {rule?.Do}");
        if (request["Expect"] is not null)
        {
            if (rule is { Do: Fault.Answer, Status: 417 })
            {
                await SendAsync(stream, MadeUp(rule), request);
                return false;
            }

            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), Stopped);
        }

        await request.ReadBodyAsync(stream, toTheEnd: false, Stopped);
        if (rule is { Do: Fault.Reset })
        {
            Reset(client);
            return false;
        }

        HttpMessage answer = rule is { Do: Fault.Answer } ? MadeUp(rule) : await ForwardAsync(request);
        if (rule is null)
        {
            await SendAsync(stream, answer, request);
            return true;
        }

        await Task.Delay(rule.DelayMs, Stopped);
        return await AnswerAsync(client, rule, request, answer);
    }

    private async Task<bool> AnswerAsync(TcpClient client, FaultRule rule, HttpMessage request, HttpMessage answer)
    {
        NetworkStream stream = client.GetStream();
        Change(rule, answer);
        switch (rule.Do)
        {
            case Fault.LoseReply:
                Reset(client);
                return false;
            case Fault.AnswerAfter:
                answer = MadeUp(rule);
                break;
            case Fault.Truncate:
                await stream.WriteAsync(answer.HeadBytes(), Stopped);
                await stream.WriteAsync(answer.Body.AsMemory(0, answer.Body.Length / 2), Stopped);
                return false;
            case Fault.Shorten:
                SetBody(answer, answer.Body[..(answer.Body.Length / 2)]);
                break;
            case Fault.Lengthen:
                SetBody(answer, [.. answer.Body, (byte)'x']);
                break;
            case Fault.FlipBit when answer.Body.Length > 0:
                answer.Body[answer.Body.Length / 2] ^= 0x10;
                break;
            case Fault.Http10:
                answer.FirstLine = "HTTP/1.0" + answer.FirstLine["HTTP/1.1".Length..];
                answer.Set("Content-Length", request.Method == "HEAD" ? answer["Content-Length"] : null);
                await SendAsync(stream, answer, request);
                return false;
            case Fault.LowerCase:
                answer = new HttpMessage
                {
                    FirstLine = answer.FirstLine,
                    Headers = [.. answer.Headers.Select(header => (header.Name.ToLowerInvariant(), header.Value))],
                    Body = answer.Body,
                };
                break;
            case Fault.Close:
                await SendAsync(stream, answer, request);
                return false;
            case Fault.Chunked when request.Method != "HEAD":
                answer.Set("Content-Length", null);
                answer.Set("Transfer-Encoding", "chunked");
                string size = answer.Body.Length.ToString("x", CultureInfo.InvariantCulture);
                byte[] chunk = [.. Encoding.ASCII.GetBytes(size + "\r\n"), .. answer.Body, .. "\r\n"u8];
                answer.Body = answer.Body.Length == 0 ? [.. "0\r\n\r\n"u8] : [.. chunk, .. "0\r\n\r\n"u8];
                break;
        }

        await SendAsync(stream, answer, request);
        return true;
    }

    private static void Change(FaultRule rule, HttpMessage answer)
    {
        foreach ((string name, string? value) in rule.Headers)
        {
            answer.Set(name, value?.Replace("{}", answer[name] ?? "", StringComparison.Ordinal));
        }

        if (rule.Replace.Count > 0 && answer.Body.Length > 0)
        {
            string text = rule.Replace.Aggregate(
                Encoding.UTF8.GetString(answer.Body), (before, one) => Regex.Replace(before, one.Key, one.Value));
            SetBody(answer, Encoding.UTF8.GetBytes(text));
        }
    }

    private static void SetBody(HttpMessage answer, byte[] body)
    {
        answer.Body = body;
        answer.Set("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture));
    }

    private static HttpMessage MadeUp(FaultRule rule)
    {
        string text = rule.Code is { } code
            ? $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{rule.Text ?? "a fault"}</Message></Error>"
            : rule.Text ?? "";
        var answer = new HttpMessage { FirstLine = $"HTTP/1.1 {rule.Status} Fault" };
        SetBody(answer, Encoding.UTF8.GetBytes(text));
        answer.Set("Content-Type", rule.Code is null ? "text/html" : "application/xml");
        foreach ((string name, string? value) in rule.Headers)
        {
            answer.Set(name, value);
        }

        return answer;
    }

    private async Task SendAsync(NetworkStream stream, HttpMessage answer, HttpMessage request)
    {
        await stream.WriteAsync(answer.HeadBytes(), Stopped);
        if (request.Method != "HEAD")
        {
            await stream.WriteAsync(answer.Body, Stopped);
        }
    }

    private async Task<HttpMessage> ForwardAsync(HttpMessage request)
    {
        using TcpClient store = await ConnectAsync();
        NetworkStream stream = store.GetStream();
        request.Set("Connection", "close");
        request.Set("Expect", null);
        await stream.WriteAsync(request.HeadBytes(), Stopped);
        await stream.WriteAsync(request.Body, Stopped);
        HttpMessage answer = await HttpMessage.ReadHeadAsync(stream, Stopped)
            ?? throw new EndOfStreamException("The store closed the connection instead of an answer.");
        if (request.Method != "HEAD")
        {
            await answer.ReadBodyAsync(stream, toTheEnd: true, Stopped);
        }

        answer.Set("Connection", null);
        return answer;
    }

    private static void Reset(TcpClient client)
    {
        client.LingerState = new LingerOption(true, 0);
        client.Close();
    }
}
