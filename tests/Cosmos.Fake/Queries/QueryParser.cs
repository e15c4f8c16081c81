using System.Globalization;

namespace Enterprise.Cosmos.Fake.Queries;

/// <summary>
/// Parses the queries of the store, and what the SDK rewrites them to. The rest of the language is refused. Texts are
/// validated by the planner, not here.
/// </summary>
internal sealed class QueryParser
{
    private static readonly string[] Comparisons = ["=", "!=", "<>", "<=", ">=", "<", ">"];

    private readonly List<Token> _tokens;
    private readonly IReadOnlyDictionary<string, object?> _parameters;
    private int _at;
    private string _alias = "c";

    private QueryParser(string text, IReadOnlyDictionary<string, object?> parameters)
    {
        _tokens = Token.Of(text);
        _parameters = parameters;
    }

    private Token Current => _tokens[_at];

    internal static Query Parse(string text, IReadOnlyDictionary<string, object?> parameters) =>
        new QueryParser(text, parameters).ParseQuery();

    private Query ParseQuery()
    {
        Expect("SELECT");
        int? top = Take("TOP") ? Convert.ToInt32(ParsePrimary().Of(Empty), CultureInfo.InvariantCulture) : null;
        var select = _at;
        // The alias is declared after it is used.
        while (!Current.Is("FROM") && Current.Kind != TokenKind.End)
            _at++;
        Expect("FROM");
        _alias = Next().Text;
        var rest = _at;
        _at = select;
        var projection = ParseProjection();
        _at = rest;
        var where = Take("WHERE") ? ParseOr() : null;
        var sort = new List<(PathExpression, bool)>();
        if (Take("ORDER"))
        {
            Expect("BY");
            do
                sort.Add(ParseOrder());
            while (Take(","));
        }

        return Current.Kind == TokenKind.End
            ? new Query(top, projection, where, sort)
            : throw Unsupported();
    }

    private Scope Empty => new([], _parameters);

    private (PathExpression, bool) ParseOrder()
    {
        var path = ParsePrimary() as PathExpression
            ?? throw Refusal.BadRequest("Unsupported ORDER BY clause: only paths can be sorted by.");
        var descending = Take("DESC");
        if (!descending)
            Take("ASC");
        return (path, descending);
    }

    private Expression ParseProjection()
    {
        if (Take("VALUE"))
            return ParseOr();
        if (Take("*"))
            return new PathExpression([]);
        var properties = new List<(string, Expression)>();
        do
        {
            var value = ParseOr();
            properties.Add(value switch
            {
                _ when Take("AS") => (Next().Text, value),
                PathExpression { Names: [.., var last] } => (last, value),
                _ => ($"${properties.Count + 1}", value),
            });
        }
        while (Take(","));
        return new ObjectExpression(properties);
    }

    private Expression ParseOr()
    {
        var left = ParseAnd();
        while (Take("OR"))
            left = new JunctionExpression(IsAnd: false, left, ParseAnd());
        return left;
    }

    private Expression ParseAnd()
    {
        var left = ParseComparison();
        while (Take("AND"))
            left = new JunctionExpression(IsAnd: true, left, ParseComparison());
        return left;
    }

    private Expression ParseComparison()
    {
        if (Take("NOT"))
            return new NotExpression(ParseComparison());
        var left = ParsePrimary();
        if (Comparisons.FirstOrDefault(Take) is { } comparison)
            return new CompareExpression(comparison, left, ParsePrimary());
        if (Take("IN"))
        {
            Expect("(");
            return new InExpression(left, ParseList(")"));
        }

        if (!Take("BETWEEN"))
            return left;
        var from = new CompareExpression(">=", left, ParsePrimary());
        Expect("AND");
        return new JunctionExpression(IsAnd: true, from, new CompareExpression("<=", left, ParsePrimary()));
    }

    private Expression ParsePrimary()
    {
        var token = Next();
        return token.Kind switch
        {
            TokenKind.Parameter => new ParameterExpression(token.Text),
            TokenKind.Number => new ConstantExpression(double.Parse(token.Text, CultureInfo.InvariantCulture)),
            TokenKind.Text => new ConstantExpression(token.Text),
            TokenKind.Symbol when token.Is("(") => ParseParenthesis(),
            TokenKind.Symbol when token.Is("[") => new ArrayExpression(ParseList("]")),
            TokenKind.Symbol when token.Is("{") => ParseObject(),
            TokenKind.Word when token.Text == _alias => ParsePath(),
            TokenKind.Word => ParseWord(token.Text.ToUpperInvariant()),
            _ => throw Unsupported(),
        };
    }

    private Expression ParseWord(string word) => word switch
    {
        "TRUE" => new ConstantExpression(true),
        "FALSE" => new ConstantExpression(false),
        "NULL" => new ConstantExpression(null),
        "UNDEFINED" => new ConstantExpression(Values.Undefined),
        _ when Take("(") => new CallExpression(word, ParseList(")")),
        _ => throw Unsupported(),
    };

    private Expression ParseParenthesis()
    {
        var inner = ParseOr();
        Expect(")");
        return inner;
    }

    private PathExpression ParsePath()
    {
        var names = new List<string>();
        while (true)
        {
            if (Take("."))
            {
                names.Add(Next().Text);
            }
            else if (Take("["))
            {
                names.Add(Next() is { Kind: TokenKind.Text } name ? name.Text : throw Unsupported());
                Expect("]");
            }
            else
            {
                return new PathExpression(names);
            }
        }
    }

    private ObjectExpression ParseObject()
    {
        var properties = new List<(string, Expression)>();
        while (!Take("}"))
        {
            var name = Next().Text;
            Expect(":");
            properties.Add((name, ParseOr()));
            Take(",");
        }

        return new ObjectExpression(properties);
    }

    private List<Expression> ParseList(string end)
    {
        var items = new List<Expression>();
        while (!Take(end))
        {
            items.Add(ParseOr());
            Take(",");
        }

        return items;
    }

    private Token Next() => Current.Kind == TokenKind.End ? throw Unsupported() : _tokens[_at++];

    private bool Take(string text)
    {
        if (!Current.Is(text))
            return false;
        _at++;
        return true;
    }

    private void Expect(string text)
    {
        if (!Take(text))
            throw Unsupported();
    }

    private Refusal Unsupported() => Refusal.BadRequest(
        $"The fake does not understand the query at '{Current.Text}', token {_at}.");
}
