namespace Enterprise.Api.Pages;

/// <summary>A problem as a page shows it.</summary>
public sealed record ProblemModel(string Title, string Detail, string TraceId);
