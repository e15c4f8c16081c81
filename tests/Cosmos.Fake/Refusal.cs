namespace Enterprise.Cosmos.Fake;

/// <summary>An error response, with the service's own message where that is known.</summary>
internal sealed class Refusal(int status, string message, int subStatus = 0) : Exception(message)
{
    internal int Status { get; } = status;

    internal int SubStatus { get; } = subStatus;

    internal static Refusal BadRequest(string message, int subStatus = 0) => new(400, message, subStatus);

    internal static Refusal NotFound() => new(404, "Entity with the specified id does not exist in the system.");

    internal static Refusal NoOwner() => new(404, "Owner resource does not exist.", subStatus: 1003);

    internal static Refusal Exists() =>
        new(409, "Entity with the specified id already exists in the system.");

    internal static Refusal Changed() =>
        new(412, "One of the specified pre-condition is not met.");

    internal static Refusal TooLarge() => new(413, "Request size is too large.");
}
