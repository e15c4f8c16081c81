using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Enterprise.Parity.Tests;

/// <summary>An HTTP trigger as declared by its attributes.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Methods">The methods, sorted.</param>
/// <param name="Route">The route, without slashes around it.</param>
internal sealed record HttpTrigger(string Name, string Methods, string Route);

/// <summary>Reads the HTTP triggers from the source of the Functions host, without its packages.</summary>
internal static class HttpTriggers
{
    private const string Attribute = "HttpTrigger";

    internal static IReadOnlyList<HttpTrigger> Read() => [.. FunctionsSource.Texts().SelectMany(Read)];

    internal static IReadOnlyList<HttpTrigger> Read(string source) =>
    [
        .. CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes()
            .OfType<AttributeSyntax>()
            .Where(attribute => attribute.Name.ToString() is Attribute or $"{Attribute}Attribute")
            .Select(Read),
    ];

    private static HttpTrigger Read(AttributeSyntax trigger)
    {
        var method = trigger.FirstAncestorOrSelf<MethodDeclarationSyntax>()
            ?? throw new InvalidOperationException($"{trigger} is on no method.");
        var arguments = trigger.ArgumentList?.Arguments ?? [];
        var methods = arguments
            .Where(
                argument => argument.NameEquals is null
                    && argument.Expression.IsKind(SyntaxKind.StringLiteralExpression))
            .Select(argument => Text(argument.Expression).ToUpperInvariant());
        var route = arguments.Single(argument => argument.NameEquals?.Name.ToString() == "Route");
        return new HttpTrigger(
            FunctionName(method),
            string.Join(' ', methods.Order(StringComparer.Ordinal)),
            Text(route.Expression).Trim('/'));
    }

    private static string FunctionName(MethodDeclarationSyntax method)
    {
        var function = method.AttributeLists.SelectMany(list => list.Attributes)
            .Single(attribute => attribute.Name.ToString() is "Function" or "FunctionAttribute");
        var name = function.ArgumentList!.Arguments.Single().Expression;
        return name is InvocationExpressionSyntax
        {
            Expression: IdentifierNameSyntax { Identifier.Text: "nameof" },
        } call
            ? call.ArgumentList.Arguments.Single().ToString()
            : Text(name);
    }

    private static string Text(ExpressionSyntax expression) =>
        expression is LiteralExpressionSyntax { Token.Value: string text }
            ? text
            : throw new InvalidOperationException($"{expression} is no literal, so it can't be read from the source.");
}
