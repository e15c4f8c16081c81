namespace Enterprise.Api.Problems;

/// <summary>The HTTP surface itself refused a request; the message is the detail of the problem.</summary>
internal sealed class ProblemException(ProblemKind kind, string detail) : Exception(detail)
{
    internal ProblemKind Kind { get; } = kind;
}
