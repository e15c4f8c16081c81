using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Problems;

/// <summary>The kinds of problem, with the status and the stable URI of each.</summary>
internal sealed record ProblemKind(int Status, string Name, string Title)
{
    internal static readonly ProblemKind Unreadable = new(StatusCodes.Status400BadRequest, "unreadable", "The request can't be read.");
    internal static readonly ProblemKind Unauthenticated = new(StatusCodes.Status401Unauthorized, "unauthenticated", "A valid token is required.");
    internal static readonly ProblemKind Forbidden = new(StatusCodes.Status403Forbidden, "forbidden", "The caller is not allowed to do this.");
    internal static readonly ProblemKind NotFound = new(StatusCodes.Status404NotFound, "not-found", "There is no such resource.");
    internal static readonly ProblemKind MethodNotAllowed = new(StatusCodes.Status405MethodNotAllowed, "method-not-allowed", "The resource has no such method.");
    internal static readonly ProblemKind Conflict = new(StatusCodes.Status409Conflict, "conflict", "The request is at odds with the current state.");
    internal static readonly ProblemKind Gone = new(StatusCodes.Status410Gone, "gone", "It is no longer there.");
    internal static readonly ProblemKind PreconditionFailed = new(StatusCodes.Status412PreconditionFailed, "precondition-failed", "The resource has another version.");
    internal static readonly ProblemKind TooLarge = new(StatusCodes.Status413PayloadTooLarge, "too-large", "The body is too large.");
    internal static readonly ProblemKind UnsupportedMediaType = new(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The body is of another media type.");
    internal static readonly ProblemKind Invalid = new(StatusCodes.Status422UnprocessableEntity, "invalid", "One or more values are invalid.");
    internal static readonly ProblemKind TooManyRequests = new(StatusCodes.Status429TooManyRequests, "too-many-requests", "Too many requests.");
    internal static readonly ProblemKind Failed = new(StatusCodes.Status500InternalServerError, "failed", "The request failed.");
    internal static readonly ProblemKind Unavailable = new(StatusCodes.Status503ServiceUnavailable, "unavailable", "The service can't answer now.");

    internal static IReadOnlyList<ProblemKind> All { get; } =
    [
        Unreadable, Unauthenticated, Forbidden, NotFound, MethodNotAllowed, Conflict, Gone, PreconditionFailed, TooLarge,
        UnsupportedMediaType, Invalid, TooManyRequests, Failed, Unavailable,
    ];

    internal string Type => $"urn:enterprise:problem:{Name}";

    /// <summary>The kind of a status that the framework answered by itself.</summary>
    internal static ProblemKind OfStatus(int status) =>
        All.FirstOrDefault(kind => kind.Status == status)
        ?? (status < StatusCodes.Status500InternalServerError ? Unreadable with { Status = status } : Failed with { Status = status });
}
