using Enterprise.Standalone.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace Enterprise.Standalone.Tests.Durability;

/// <summary>Compares the tables with each other and with what clients know.</summary>
internal static class DatabaseChecks
{
    private static readonly string[] _tables = ["project", "environment", "release"];

    internal static bool HasCaughtUp(SqliteConnection connection) => connection.Number(
        """
        SELECT (SELECT max(sequence) FROM change)
            = (SELECT position FROM store_checkpoint WHERE consumer = 'audit-trail')
        """) == 1;

    internal static void Check(SqliteConnection connection, Ledger ledger)
    {
        foreach (var table in _tables)
        {
            CheckVersions(connection, table);
            CheckMarks(connection, table, ledger);
        }

        CheckTrail(connection);
    }

    /// <summary>An entity has as many changes as its version says, and the last one has its time.</summary>
    private static void CheckVersions(SqliteConnection connection, string table) => Assert.Empty(connection.Rows(
        $"""
        SELECT entity.f_id, entity.version, count(change.f_id),
            max(json_extract(CAST(change.body AS TEXT), '$.occurred_at'))
        FROM "{table}" AS entity LEFT JOIN change ON f_entity_type = '{table}' AND f_entity_id = entity.f_id
        GROUP BY entity.sequence
        HAVING count(change.f_id) <> entity.version
            OR max(json_extract(CAST(change.body AS TEXT), '$.occurred_at'))
                <> json_extract(CAST(entity.body AS TEXT), '$.updated_at')
        """));

    /// <summary>A repeated creation exists once, with as many writes as were acknowledged.</summary>
    private static void CheckMarks(SqliteConnection connection, string table, Ledger ledger)
    {
        var mark = table == "environment"
            ? "replace(replace(json_extract(CAST(body AS TEXT), '$.url'), 'https://', ''), '.example.com', '')"
            : "json_extract(CAST(body AS TEXT), '$.name')";
        Assert.Equal(
            ledger.Entities
                .Where(entity => entity.Creation.Table == table)
                .Select(entity => $"{entity.Id} {entity.Creation.Mark} {entity.Writes}")
                .Order(StringComparer.Ordinal),
            connection.Rows($"""SELECT f_id, {mark}, version FROM "{table}" """).Order(StringComparer.Ordinal));
    }

    /// <summary>The trail contains each change exactly once, and nothing else.</summary>
    private static void CheckTrail(SqliteConnection connection)
    {
        Assert.Empty(connection.Rows("SELECT f_id FROM change EXCEPT SELECT f_id FROM audit_entry"));
        Assert.Empty(connection.Rows("SELECT f_id FROM audit_entry EXCEPT SELECT f_id FROM change"));
        Assert.Empty(connection.Rows("SELECT f_id FROM audit_entry GROUP BY f_id HAVING count(*) > 1"));
        Assert.Empty(connection.Rows("SELECT f_id FROM dead_letter"));
        Assert.Equal("ok", Assert.Single(connection.Rows("PRAGMA integrity_check")));
    }
}
