using System.Text.Json;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects;

/// <summary>
/// Looks for networks in a project's JSON: most projects name none, and need not be deserialized to find out.
/// </summary>
internal static class ProjectNetworks
{
    /// <summary>
    /// Whether the project may name networks. Only its own property counts: free-form values may hold the text too.
    /// </summary>
    internal static bool MayBeNamed(Document<Project> project)
    {
        if (HasOnlyEmptyNetworks(project.Json.Span))
            return false;
        var reader = new Utf8JsonReader(project.Json.Span);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var isNetworks = reader.ValueTextEquals("allowed_ips"u8);
            reader.Read();
            if (isNetworks)
                return !reader.Read() || reader.TokenType != JsonTokenType.EndArray;
            reader.Skip();
        }

        return false;
    }

    /// <summary>
    /// Whether the property is empty wherever its name occurs, which is quick to check and nearly always true.
    /// </summary>
    private static bool HasOnlyEmptyNetworks(ReadOnlySpan<byte> json)
    {
        var name = "\"allowed_ips\""u8;
        for (var at = json.IndexOf(name); at >= 0; at = json.IndexOf(name))
        {
            json = json[(at + name.Length)..];
            foreach (var expected in ":[]"u8)
            {
                json = json.TrimStart(" \t\r\n"u8);
                if (json.IsEmpty || json[0] != expected)
                    return false;
                json = json[1..];
            }
        }

        return true;
    }
}
