using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Enterprise.Api.Problems;

/// <summary>
/// Answers every failure with a problem: refused requests, errors of the framework without a body, and defects.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task Invoke(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            await Answer(http, exception);
            return;
        }

        if (IsErrorWithoutBody(http.Response))
            await ProblemResponse.Write(http, ProblemKind.OfStatus(http.Response.StatusCode));
    }

    private static bool IsErrorWithoutBody(HttpResponse response) => response is
    {
        HasStarted: false,
        StatusCode: >= StatusCodes.Status400BadRequest,
        ContentLength: null,
        ContentType: null,
    };

    private Task Answer(HttpContext http, Exception exception)
    {
        switch (exception)
        {
            case RefusedException refused:
                return ProblemResponse.Write(http, KindOf(refused.Kind), refused.Message, refused.Errors);
            case ProblemException problem:
                return ProblemResponse.Write(http, problem.Kind, problem.Message);
            case BadHttpRequestException unreadable:
                return ProblemResponse.Write(http, ProblemKind.OfStatus(unreadable.StatusCode), unreadable.Message);
            case StoreUnavailableException unavailable:
                LogUnavailable(logger, unavailable);
                return ProblemResponse.Write(
                    http,
                    ProblemKind.Unavailable,
                    "The store can't answer now. Try again.",
                    retryAfter: unavailable.RetryAfter);
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return Task.CompletedTask;
            default:
                LogFailed(logger, exception, http.Request.Method, http.Request.Path);
                return ProblemResponse.Write(http, ProblemKind.Failed, "The trace_id names this failure in the logs.");
        }
    }

    private static ProblemKind KindOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Unreadable => ProblemKind.Unreadable,
        RefusalKind.Forbidden => ProblemKind.Forbidden,
        RefusalKind.NotFound => ProblemKind.NotFound,
        RefusalKind.Conflict => ProblemKind.Conflict,
        RefusalKind.PreconditionFailed => ProblemKind.PreconditionFailed,
        _ => ProblemKind.Invalid,
    };

    [LoggerMessage(LogLevel.Warning, "The store can't answer now.")]
    private static partial void LogUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, string path);
}
