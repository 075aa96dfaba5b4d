using System.Collections.Concurrent;
using System.Net;
using System.Text;
using S3Stream.Tests.Core.Storage;
using S3Stream.Tests.EndToEnd;

namespace S3Stream.Tests.Fakes;

/// <summary>
/// An HTTP server on loopback that records each request and answers as the script says, for what cannot be given a transport of the test's.
/// </summary>
internal sealed class ScriptedHttpServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<SentRequest, (int Status, string Body)> _answer;
    private readonly Task _run;

    public ScriptedHttpServer(Func<SentRequest, (int Status, string Body)> answer)
    {
        _answer = answer;
        Address = new Uri($"http://127.0.0.1:{FreePort.Take()}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _run = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public ConcurrentQueue<SentRequest> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _run;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var headers = context.Request.Headers.AllKeys.ToDictionary(
            name => name!, name => context.Request.Headers[name]!, StringComparer.OrdinalIgnoreCase);
        var sent = new SentRequest(context.Request.HttpMethod, context.Request.Url!, headers, body.ToArray());
        Requests.Enqueue(sent);
        (int status, string text) = _answer(sent);
        context.Response.StatusCode = status;
        context.Response.Headers["ETag"] = "\"e1\"";
        byte[] bytes = Encoding.UTF8.GetBytes(sent.Method == "HEAD" ? "" : text);
        context.Response.ContentLength64 = bytes.Length;
        await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }
}
