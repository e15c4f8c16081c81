using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Links;

namespace Enterprise.Api.Approvals.Respond;

/// <summary>An authenticated responder on the page of an approval.</summary>
/// <param name="Call">The call of the responder.</param>
/// <param name="Link">The signed link that was sent; null for a signed-in user who only reads.</param>
/// <param name="LinkText">The link as it was sent.</param>
internal sealed record ResponderSession(Call Call, ApprovalLink? Link, string? LinkText);
