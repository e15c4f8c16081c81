using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Enterprise.Parity.Tests;

/// <summary>A trigger of the change feed as declared by its attribute.</summary>
/// <param name="Container">The container that is followed.</param>
/// <param name="LeasePrefix">What its positions are kept under.</param>
internal sealed record FeedTrigger(string Container, string LeasePrefix);

/// <summary>Reads the feed triggers from the source of the Functions host, without its packages.</summary>
internal static class FeedTriggers
{
    internal static IReadOnlyList<FeedTrigger> Read() => [.. FunctionsSource.Texts().SelectMany(Read)];

    internal static IReadOnlyList<FeedTrigger> Read(string source) =>
    [
        .. from attribute in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<AttributeSyntax>()
           where attribute.Name.ToString() is "CosmosDBTrigger" or "CosmosDBTriggerAttribute"
           let arguments = attribute.ArgumentList!.Arguments
           let prefix = arguments.Single(argument => argument.NameEquals?.Name.ToString() == "LeaseContainerPrefix")
           select new FeedTrigger(Value(arguments[1].Expression), Value(prefix.Expression)),
    ];

    /// <summary>The text of a literal, of a constant of the same class, or of both joined.</summary>
    private static string Value(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText,
        BinaryExpressionSyntax both => Value(both.Left) + Value(both.Right),
        IdentifierNameSyntax name => Value(Constant(name)),
        _ => throw new InvalidOperationException($"The value of {expression} can't be read."),
    };

    private static ExpressionSyntax Constant(IdentifierNameSyntax name) => name
        .FirstAncestorOrSelf<ClassDeclarationSyntax>()!.Members.OfType<FieldDeclarationSyntax>()
        .SelectMany(field => field.Declaration.Variables)
        .Single(variable => variable.Identifier.Text == name.Identifier.Text)
        .Initializer!.Value;
}
