namespace Enterprise.Core.Problems;

/// <summary>Why a request was refused; each has one HTTP status.</summary>
public enum RefusalKind
{
    /// <summary>400: the request can't be read.</summary>
    Unreadable,

    /// <summary>403: seen, but not allowed.</summary>
    Forbidden,

    /// <summary>404: not there, or not for this caller's eyes; the two can't be told apart.</summary>
    NotFound,

    /// <summary>409: at odds with the current state.</summary>
    Conflict,

    /// <summary>412: not the version that the caller expects.</summary>
    PreconditionFailed,

    /// <summary>422: readable, but with invalid values.</summary>
    Invalid,
}

/// <summary>What is wrong with one field of the input.</summary>
/// <param name="Field">Its path in the caller's JSON or its query parameter: <c>stakeholders[0].email</c>.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record FieldError(string Field, string Message);

/// <summary>A request was refused for a reason that the caller is told; nothing was written.</summary>
public sealed class RefusedException : Exception
{
    private RefusedException(RefusalKind kind, string detail, IReadOnlyList<FieldError> errors)
        : base(detail)
    {
        Kind = kind;
        Errors = errors;
    }

    /// <summary>Why.</summary>
    public RefusalKind Kind { get; }

    /// <summary>What is wrong, by field; empty where no field is to blame.</summary>
    public IReadOnlyList<FieldError> Errors { get; }

    public static RefusedException Unreadable(string detail) => new(RefusalKind.Unreadable, detail, []);

    public static RefusedException Forbidden(string detail, IReadOnlyList<FieldError> errors) =>
        new(RefusalKind.Forbidden, detail, errors);

    /// <summary>The same for what does not exist and for what the caller may not see.</summary>
    public static RefusedException NotFound() => new(RefusalKind.NotFound, "There is no such resource.", []);

    public static RefusedException Conflict(string detail) => new(RefusalKind.Conflict, detail, []);

    public static RefusedException Conflict(string field, string message) =>
        new(RefusalKind.Conflict, message, [new FieldError(field, message)]);

    public static RefusedException PreconditionFailed() => new(
        RefusalKind.PreconditionFailed,
        "The resource has changed since the version given in If-Match. Read it again and repeat the change.",
        []);

    public static RefusedException Invalid(string field, string message) => Invalid([new FieldError(field, message)]);

    public static RefusedException Invalid(IReadOnlyList<FieldError> errors) =>
        new(RefusalKind.Invalid, "One or more values are invalid.", errors);
}
