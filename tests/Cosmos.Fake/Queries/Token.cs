using System.Text;

namespace Enterprise.Cosmos.Fake.Queries;

internal enum TokenKind
{
    Word,
    Parameter,
    Number,
    Text,
    Symbol,
    End,
}

/// <summary>A token of a query.</summary>
internal readonly record struct Token(TokenKind Kind, string Text)
{
    private static readonly string[] Symbols = ["<=", ">=", "!=", "<>"];

    internal bool Is(string text) => Kind is TokenKind.Word or TokenKind.Symbol
        && string.Equals(Text, text, StringComparison.OrdinalIgnoreCase);

    internal static List<Token> Of(string query)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < query.Length)
        {
            if (char.IsWhiteSpace(query[at]))
                at++;
            else
                tokens.Add(Next(query, ref at));
        }

        tokens.Add(new Token(TokenKind.End, ""));
        return tokens;
    }

    private static Token Next(string query, ref int at)
    {
        var first = query[at];
        if (char.IsLetter(first) || first == '_')
            return new Token(TokenKind.Word, While(query, ref at, IsWordPart));
        if (first == '@')
        {
            at++;
            return new Token(TokenKind.Parameter, "@" + While(query, ref at, IsWordPart));
        }

        if (char.IsDigit(first) || first == '-')
        {
            at++;
            return new Token(
                TokenKind.Number, first + While(query, ref at, c => char.IsDigit(c) || "eE.+-".Contains(c)));
        }

        if (first is '"' or '\'')
            return new Token(TokenKind.Text, Quoted(query, ref at));
        var symbol = Symbols.FirstOrDefault(query[at..].StartsWith) ?? query[at].ToString();
        at += symbol.Length;
        return new Token(TokenKind.Symbol, symbol);
    }

    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static string While(string query, ref int at, Func<char, bool> matches)
    {
        var start = at;
        while (at < query.Length && matches(query[at]))
            at++;
        return query[start..at];
    }

    private static string Quoted(string query, ref int at)
    {
        var quote = query[at++];
        var text = new StringBuilder();
        while (at < query.Length && query[at] != quote)
        {
            if (query[at] != '\\')
            {
                text.Append(query[at++]);
                continue;
            }

            text.Append(query[at + 1] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)Convert.ToInt32(query.Substring(at + 2, 4), 16),
                var other => other,
            });
            at += query[at + 1] == 'u' ? 6 : 2;
        }

        at++;
        return text.ToString();
    }
}
