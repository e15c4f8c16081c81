using Enterprise.Api.Pages;
using Enterprise.Api.Problems;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Approvals.Respond;

/// <summary>Metadata: problems of the page are shown on a page, too.</summary>
internal sealed class RespondProblemWriter : IProblemWriter
{
    internal static RespondProblemWriter Instance { get; } = new();

    public Task Write(HttpContext http, ProblemKind kind, string? detail)
    {
        var model = new ProblemModel(TitleOf(kind), detail ?? kind.Title, ProblemResponse.TraceId(http));
        return PageRenderer.Write<ProblemPage, ProblemModel>(http, kind.Status, model);
    }

    private static string TitleOf(ProblemKind kind)
    {
        if (kind == ProblemKind.Unauthenticated)
            return "This page needs a personal link";
        if (kind == ProblemKind.NotFound)
            return "There is nothing here for you";
        if (kind == ProblemKind.Gone)
            return "This link has expired";
        return kind == ProblemKind.Forbidden ? "This is not for you to do" : kind.Title.TrimEnd('.');
    }
}
