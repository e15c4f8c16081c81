using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Enterprise.Api.Problems;

/// <summary>The kinds of problem, with the status and the stable URI of each.</summary>
internal sealed record ProblemKind(int Status, string Name, string Title)
{
    internal static readonly ProblemKind Unreadable =
        new(Status400BadRequest, "unreadable", "The request can't be read.");

    internal static readonly ProblemKind Unauthenticated =
        new(Status401Unauthorized, "unauthenticated", "A valid token is required.");

    internal static readonly ProblemKind Forbidden =
        new(Status403Forbidden, "forbidden", "The caller is not allowed to do this.");

    internal static readonly ProblemKind NotFound =
        new(Status404NotFound, "not-found", "There is no such resource.");

    internal static readonly ProblemKind MethodNotAllowed =
        new(Status405MethodNotAllowed, "method-not-allowed", "The resource does not support this method.");

    internal static readonly ProblemKind Conflict =
        new(Status409Conflict, "conflict", "The request conflicts with the current state.");

    internal static readonly ProblemKind Gone =
        new(Status410Gone, "gone", "The resource is no longer available.");

    internal static readonly ProblemKind PreconditionFailed =
        new(Status412PreconditionFailed, "precondition-failed", "The resource has another version.");

    internal static readonly ProblemKind TooLarge =
        new(Status413PayloadTooLarge, "too-large", "The body is too large.");

    internal static readonly ProblemKind UnsupportedMediaType =
        new(Status415UnsupportedMediaType, "unsupported-media-type", "The body has an unsupported media type.");

    internal static readonly ProblemKind Invalid =
        new(Status422UnprocessableEntity, "invalid", "One or more values are invalid.");

    internal static readonly ProblemKind TooManyRequests =
        new(Status429TooManyRequests, "too-many-requests", "Too many requests.");

    internal static readonly ProblemKind Failed =
        new(Status500InternalServerError, "failed", "The request failed.");

    internal static readonly ProblemKind Unavailable =
        new(Status503ServiceUnavailable, "unavailable", "The service is temporarily unavailable.");

    internal static IReadOnlyList<ProblemKind> All { get; } =
    [
        Unreadable,
        Unauthenticated,
        Forbidden,
        NotFound,
        MethodNotAllowed,
        Conflict,
        Gone,
        PreconditionFailed,
        TooLarge,
        UnsupportedMediaType,
        Invalid,
        TooManyRequests,
        Failed,
        Unavailable,
    ];

    internal string Type => $"urn:enterprise:problem:{Name}";

    /// <summary>The kind of a status that the framework answered by itself.</summary>
    internal static ProblemKind OfStatus(int status) => All.FirstOrDefault(kind => kind.Status == status)
        ?? (status < Status500InternalServerError ? Unreadable : Failed) with { Status = status };
}
