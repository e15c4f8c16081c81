namespace Enterprise.Api.Problems;

/// <summary>A request was refused by the HTTP surface itself, for a reason that its sender is told.</summary>
internal sealed class ProblemException(ProblemKind kind, string detail) : Exception(detail)
{
    internal ProblemKind Kind { get; } = kind;
}
