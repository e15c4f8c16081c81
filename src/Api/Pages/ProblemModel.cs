namespace Enterprise.Api.Pages;

/// <summary>What the page of a problem shows.</summary>
public sealed record ProblemModel(string Title, string Detail, string TraceId);
