namespace S3Stream.Embedded;

/// <summary>Sends a fault as S3 does: its status, and a document unless the request was HEAD or the status has no body.</summary>
internal static class ErrorAnswer
{
    public static async Task SendAsync(HttpContext context, StoreFaultException fault, string requestId)
    {
        HttpResponse response = context.Response;
        response.Headers.Clear();
        response.Headers["x-amz-request-id"] = requestId;
        response.StatusCode = fault.Error.Status;
        foreach ((string name, string value) in fault.Headers)
        {
            response.Headers[name] = value;
        }

        if (HttpMethods.IsHead(context.Request.Method) || fault.Error.Status == StatusCodes.Status304NotModified)
        {
            return;
        }

        byte[] document = XmlText.Document("Error", "", writer =>
        {
            writer.WriteElementString("Code", fault.Error.Code);
            writer.WriteElementString("Message", fault.Message);
            writer.WriteElementString("Resource", context.Request.Path.Value ?? "");
            writer.WriteElementString("RequestId", requestId);
        });
        response.ContentType = "application/xml";
        response.ContentLength = document.Length;
        await response.BodyWriter.WriteAsync(document, context.RequestAborted);
    }
}
