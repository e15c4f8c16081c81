using Enterprise.Core.Storage;

namespace Enterprise.Sqlite.Layout;

/// <summary>The column of a declared field. Its prefix keeps it apart from the table's own columns.</summary>
internal sealed class Column(Field field)
{
    internal Field Field { get; } = field;

    internal string Name { get; } = NameOf(field);

    internal string Declaration => Name + Field.Kind switch
    {
        FieldKind.Integer => " INTEGER",
        FieldKind.Real => " REAL",
        FieldKind.Text => " TEXT",
        _ => " TEXT /* JSON array */",
    };

    internal static string NameOf(Field field) => "f_" + Identifier.Check(field.Name);
}
