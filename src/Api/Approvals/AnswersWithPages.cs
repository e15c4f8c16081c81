using Enterprise.Api.Approvals.Pages;
using Enterprise.Api.Problems;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Approvals;

/// <summary>The endpoint is for people: what goes wrong is told on a page, too.</summary>
internal sealed class AnswersWithPages : IProblemWriter
{
    internal static AnswersWithPages Instance { get; } = new();

    public Task Write(HttpContext http, ProblemKind kind, string? detail) => PageRenderer.Write<ProblemPage, ProblemModel>(
        http,
        kind.Status,
        new ProblemModel(TitleOf(kind), detail ?? kind.Title, ProblemResponse.TraceId(http)));

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
