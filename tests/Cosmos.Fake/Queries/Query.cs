namespace Enterprise.Cosmos.Fake.Queries;

/// <summary>A parsed query over one alias.</summary>
/// <param name="Top">How many results at most.</param>
/// <param name="Select">What each result is.</param>
/// <param name="Where">The condition.</param>
/// <param name="Sort">The sort.</param>
internal sealed record Query(
    int? Top, Expression Select, Expression? Where, IReadOnlyList<(PathExpression Path, bool Descending)> Sort);

/// <summary>An expression of an item: undefined is <see cref="Values.Undefined"/>.</summary>
internal abstract record Expression
{
    internal abstract object? Of(Scope scope);
}

/// <summary>The item and the parameters on which an expression is evaluated.</summary>
internal sealed record Scope(Dictionary<string, object?> Item, IReadOnlyDictionary<string, object?> Parameters);

internal sealed record ConstantExpression(object? Value) : Expression
{
    internal override object? Of(Scope scope) => Value;
}

internal sealed record ParameterExpression(string Name) : Expression
{
    internal override object? Of(Scope scope) => scope.Parameters.TryGetValue(Name, out var value)
        ? value
        : throw Refusal.BadRequest($"The parameter {Name} has no value.");
}

internal sealed record PathExpression(IReadOnlyList<string> Names) : Expression
{
    internal string Text => "/" + string.Join('/', Names);

    internal override object? Of(Scope scope)
    {
        object? value = scope.Item;
        foreach (var name in Names)
        {
            if (value is not Dictionary<string, object?> properties || !properties.TryGetValue(name, out value))
                return Values.Undefined;
        }

        return value;
    }
}

internal sealed record ObjectExpression(IReadOnlyList<(string Name, Expression Value)> Properties) : Expression
{
    // Undefined properties are left out.
    internal override object? Of(Scope scope) => Properties
        .Select(property => (property.Name, Value: property.Value.Of(scope)))
        .Where(property => property.Value != Values.Undefined)
        .ToDictionary(property => property.Name, property => property.Value);
}

internal sealed record ArrayExpression(IReadOnlyList<Expression> Items) : Expression
{
    internal override object? Of(Scope scope) => Items.Select(item => item.Of(scope)).ToList();
}

internal sealed record NotExpression(Expression Operand) : Expression
{
    internal override object? Of(Scope scope) => Operand.Of(scope) is bool value ? !value : Values.Undefined;
}

internal sealed record JunctionExpression(bool IsAnd, Expression Left, Expression Right) : Expression
{
    internal override object? Of(Scope scope)
    {
        var (left, right) = (Left.Of(scope), Right.Of(scope));
        if (left is bool l && l != IsAnd || right is bool r && r != IsAnd)
            return !IsAnd;
        return left is bool && right is bool ? IsAnd : Values.Undefined;
    }
}

internal sealed record CompareExpression(string Operator, Expression Left, Expression Right) : Expression
{
    internal override object? Of(Scope scope)
    {
        var (left, right) = (Left.Of(scope), Right.Of(scope));
        if (Values.Rank(left) != Values.Rank(right) || left == Values.Undefined)
            return Values.Undefined;
        var order = Values.Compare(left, right);
        return Operator switch
        {
            "=" => order == 0,
            "!=" or "<>" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }
}

internal sealed record InExpression(Expression Value, IReadOnlyList<Expression> Options) : Expression
{
    internal override object? Of(Scope scope)
    {
        var value = Value.Of(scope);
        return Options.Any(option => Values.AreEqual(value, option.Of(scope)));
    }
}

internal sealed record CallExpression(string Function, IReadOnlyList<Expression> Arguments) : Expression
{
    internal override object? Of(Scope scope) => Call([.. Arguments.Select(argument => argument.Of(scope))]);

    private object? Call(List<object?> arguments) => (Function, arguments) switch
    {
        ("IS_DEFINED", [var value]) => value != Values.Undefined,
        ("IS_NULL", [var value]) => value is null,
        ("IS_STRING", [var value]) => value is string,
        ("IS_NUMBER", [var value]) => value is double,
        ("IS_BOOL", [var value]) => value is bool,
        ("IS_ARRAY", [var value]) => value is List<object?>,
        ("IS_OBJECT", [var value]) => value is Dictionary<string, object?>,
        ("IS_PRIMITIVE", [var value]) => value is null or string or double or bool,
        ("CONTAINS", [string text, string part]) => text.Contains(part, StringComparison.Ordinal),
        ("STARTSWITH", [string text, string part]) => text.StartsWith(part, StringComparison.Ordinal),
        ("ARRAY_CONTAINS", [List<object?> items, var value]) => items.Any(item => Values.AreEqual(item, value)),
        ("CONTAINS" or "STARTSWITH" or "ARRAY_CONTAINS", [_, _]) => Values.Undefined,
        _ => throw Refusal.BadRequest($"The fake has no function {Function} of {Arguments.Count} arguments."),
    };
}
