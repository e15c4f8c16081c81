using System.Globalization;
using System.Text;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Items;
using Microsoft.Azure.Cosmos;
using Container = Enterprise.Core.Storage.Container;

namespace Enterprise.Cosmos.Queries;

/// <summary>Translates a query to Cosmos DB's SQL; every value is a parameter.</summary>
internal sealed class QueryText
{
    private readonly StringBuilder _text = new();
    private readonly List<object> _parameters = [];
    private readonly DocumentType _type;

    private QueryText(DocumentType type) => _type = type;

    /// <summary>The query, for one document more than its limit.</summary>
    internal static QueryDefinition Of<T>(DocumentQuery<T> query)
        where T : class
    {
        var text = new QueryText(query.Type);
        text.Append($"SELECT TOP {query.Limit + 1} {Projection(query.Type.Container)} FROM c WHERE c[\"kind\"] = ");
        text.AppendParameter(query.Type.Kind);
        var condition = query.Condition();
        if (condition is not All { Parts.Count: 0 })
        {
            text.Append($" AND ");
            text.Append(condition);
        }

        text.AppendSort(SortPlan.For(query.Type, query.TotalSort, query.Where));
        return text.Definition();
    }

    private static string Projection(Container container)
    {
        IEnumerable<string> names =
            [ItemProperties.Id, ItemProperties.ETag, .. PartitionLevels.Properties(container), ItemProperties.Data];
        return string.Join(", ", names.Select(name => $"c[\"{name}\"]"));
    }

    private void AppendSort(IReadOnlyList<Order> sort)
    {
        Append($" ORDER BY c[\"kind\"] {Direction(sort[0])}");
        foreach (var order in sort)
            Append($", {Path(order.Field)} {Direction(order)}");
    }

    private void Append(Predicate predicate)
    {
        switch (predicate)
        {
            case Compare compare:
                FieldRules.CheckComparable(_type, compare.Field, compare.Value);
                Append($"({Path(compare.Field)} {Operator(compare.Comparison)} ");
                AppendParameter(Value(compare.Value));
                Append($")");
                break;
            case In any:
                AppendIn(any);
                break;
            case Contains contains:
                FieldRules.CheckKind(_type, contains.Field, FieldKind.TextSet);
                AppendCall("ARRAY_CONTAINS", contains.Field, contains.Text);
                break;
            case HasSubstring substring:
                FieldRules.CheckKind(_type, substring.Field, FieldKind.Text);
                AppendCall("CONTAINS", substring.Field, substring.Text);
                break;
            case IsNull isNull:
                AppendIsNull(isNull);
                break;
            case All all:
                AppendJoined(all.Parts, " AND ", whenEmpty: "true");
                break;
            case Any any:
                AppendJoined(any.Parts, " OR ", whenEmpty: "false");
                break;
            default:
                throw new NotSupportedException($"{predicate.GetType().Name} has no translation.");
        }
    }

    private void AppendJoined(IReadOnlyList<Predicate> parts, string separator, string whenEmpty)
    {
        if (parts.Count == 0)
        {
            _text.Append(whenEmpty);
            return;
        }

        _text.Append('(');
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
                _text.Append(separator);
            Append(parts[i]);
        }

        _text.Append(')');
    }

    private void AppendCall(string function, Field field, string argument)
    {
        Append($"{function}({Path(field)}, ");
        AppendParameter(SortableText.Of(argument));
        Append($")");
    }

    private void AppendIn(In any)
    {
        FieldRules.CheckScalar(_type, any.Field);
        if (any.Values.Count == 0)
        {
            Append($"false");
            return;
        }

        Append($"({Path(any.Field)} IN ");
        var separator = '(';
        foreach (var value in any.Values)
        {
            FieldRules.CheckComparable(_type, any.Field, value);
            _text.Append(separator);
            AppendParameter(Value(value));
            separator = ',';
        }

        Append($"))");
    }

    private void AppendIsNull(IsNull isNull)
    {
        FieldRules.CheckDeclared(_type, isNull.Field);
        // Not "!= null", which is also true of documents written before the field was declared.
        if (isNull.Negated)
            Append($"{TypeTest(isNull.Field.Kind)}({Path(isNull.Field)})");
        else
            Append($"({Path(isNull.Field)} = null)");
    }

    private void AppendParameter(object value)
    {
        Append($"@p{_parameters.Count}");
        _parameters.Add(value);
    }

    private void Append(FormattableString text) => _text.Append(text.ToString(CultureInfo.InvariantCulture));

    private QueryDefinition Definition()
    {
        var definition = new QueryDefinition(_text.ToString());
        for (var i = 0; i < _parameters.Count; i++)
            definition.WithParameter(string.Create(CultureInfo.InvariantCulture, $"@p{i}"), _parameters[i]);
        return definition;
    }

    // The bracket form, because a field may be called like a reserved word ("order", "value").
    private static string Path(Field field) => $"c[\"{ItemProperties.Fields}\"][\"{field.Name}\"]";

    private static string Direction(Order order) => order.Descending ? "DESC" : "ASC";

    private static string Operator(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };

    private static string TypeTest(FieldKind kind) => kind switch
    {
        FieldKind.Text => "IS_STRING",
        FieldKind.TextSet => "IS_ARRAY",
        _ => "IS_NUMBER",
    };

    private static object Value(FieldValue value) => value.Kind switch
    {
        FieldKind.Integer => value.Integer,
        FieldKind.Real => value.Real,
        _ => SortableText.Of(value.Text),
    };
}
