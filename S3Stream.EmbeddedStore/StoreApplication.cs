using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using S3Stream.Embedded.Diagnostics;

namespace S3Stream.Embedded;

/// <summary>
/// The handler that Kestrel calls for each request: it parses, authenticates, finds the operation and runs it; every failure becomes an
/// answer.
/// </summary>
internal sealed class StoreApplication(SignatureVerifier verifier, OperationTable operations, ILogger logger)
    : IHttpApplication<HttpContext>
{
    /// <summary>ENOSPC and EDQUOT, as .NET hands them on in <see cref="Exception.HResult"/>.</summary>
    private static readonly int[] DiskFull = [28, 122];

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        string requestId = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
        string target = WithoutSignature(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        try
        {
            await ServeAsync(context, requestId);
            logger.StoreRequestServed(requestId, context.Request.Method, target, context.Response.StatusCode);
        }
        catch (StoreFaultException exception)
        {
            logger.StoreRequestRefused(requestId, context.Request.Method, target, exception.Error.Code, exception.Message);
            await RefuseAsync(context, exception, requestId);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.StoreClientGone(requestId, context.Request.Method, target);
        }
        catch (Exception exception) when (exception is BadHttpRequestException or ConnectionAbortedException or ConnectionResetException)
        {
            logger.StoreRequestRefused(requestId, context.Request.Method, target, StoreError.IncompleteBody.Code, exception.Message);
            await RefuseAsync(context, StoreError.IncompleteBody.Fault(), requestId);
        }
        catch (Exception exception)
        {
            logger.StoreRequestFailed(requestId, context.Request.Method, target, exception);
            bool full = exception is IOException && DiskFull.Contains(exception.HResult);
            await RefuseAsync(context, (full ? StoreError.InsufficientStorage : StoreError.InternalError).Fault(), requestId);
        }
    }

    /// <summary>The part of a request's target that the log may show, because anybody who reads a presigned URL can use it.</summary>
    private static string WithoutSignature(string target)
    {
        int query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0
            ? target
            : target[..(query + 1)] + string.Join(
                '&', target[(query + 1)..].Split('&').Where(field => !field.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase)));
    }

    private async Task ServeAsync(HttpContext context, string requestId)
    {
        context.Response.Headers["x-amz-request-id"] = requestId;
        StoreRequest request = StoreRequest.Parse(context);
        request.Signature = verifier.Verify(request);
        await operations.Find(request).RunAsync(new StoreExchange(context, request), context.RequestAborted);
    }

    private static async Task RefuseAsync(HttpContext context, StoreFaultException fault, string requestId)
    {
        if (context.Response.HasStarted)
        {
            context.Abort(); // a partial answer must not look like a whole one
            return;
        }

        await ErrorAnswer.SendAsync(context, fault, requestId);
    }
}
