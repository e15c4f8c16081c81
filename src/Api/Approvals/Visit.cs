using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Links;

namespace Enterprise.Api.Approvals;

/// <summary>Somebody on the page of an approval.</summary>
/// <param name="Call">Who it is.</param>
/// <param name="Link">The link that they came or answer with; null for whoever is signed in and only looks.</param>
/// <param name="LinkText">The link as it was sent.</param>
internal sealed record Visit(Call Call, ApprovalLink? Link, string? LinkText);
