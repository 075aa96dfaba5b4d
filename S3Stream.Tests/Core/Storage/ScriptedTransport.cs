using System.Net;
using System.Text;

namespace S3Stream.Tests.Core.Storage;

/// <summary>Stands where the network would: records each request and answers as the script says.</summary>
internal sealed class ScriptedTransport(Func<SentRequest, HttpResponseMessage> answer) : HttpMessageHandler
{
    public List<SentRequest> Requests { get; } = [];

    public static HttpResponseMessage Reply(HttpStatusCode status, string body = "", params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach ((string name, string value) in headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.Remove(name);
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }

    public static HttpResponseMessage Error(int status, string code, params (string Name, string Value)[] headers) =>
        Reply((HttpStatusCode)status, $"<Error><Code>{code}</Code><Message>said so</Message><RequestId>R1</RequestId></Error>", headers);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        if (request.Content is not null)
        {
            await request.Content.CopyToAsync(body, cancellationToken);
        }

        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        var sent = new SentRequest(request.Method.Method, request.RequestUri!, headers, body.ToArray());
        Requests.Add(sent);
        HttpResponseMessage response = answer(sent);
        response.RequestMessage = request;
        return response;
    }
}
