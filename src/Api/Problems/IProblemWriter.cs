using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Problems;

/// <summary>Metadata: problems of the endpoint are written in another form than a problem document.</summary>
internal interface IProblemWriter
{
    Task Write(HttpContext http, ProblemKind kind, string? detail);
}
