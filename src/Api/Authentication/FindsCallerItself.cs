namespace Enterprise.Api.Authentication;

/// <summary>
/// The endpoint has a way of its own to find out who calls, where no token says it: a signature, or a signed link. A
/// token that is sent has to be valid all the same.
/// </summary>
internal sealed record FindsCallerItself;
