namespace Enterprise.Api.Authentication;

/// <summary>
/// Metadata: where a request has no token, the endpoint authenticates its caller itself, by a signature or a signed
/// link. A token that is sent has to be valid nevertheless.
/// </summary>
internal sealed record AuthenticatedByEndpoint;
