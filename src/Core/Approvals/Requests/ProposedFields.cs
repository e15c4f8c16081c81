using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;

namespace Enterprise.Core.Approvals.Requests;

/// <summary>
/// The proposed fields of an approval: taken from an edit, compared with the current project, and merged into it.
/// </summary>
internal static class ProposedFields
{
    /// <summary>An approval is one document, and so is the change that tells of it.</summary>
    private const int MostCharacters = 200_000;

    /// <summary>The fields in which two versions of a project's writable part differ.</summary>
    internal static IReadOnlyDictionary<string, ProposedChange> Between(ProjectFields before, ProjectFields after)
    {
        var (old, @new) = (Values(before), Values(after));
        var changes = new Dictionary<string, ProposedChange>(StringComparer.Ordinal);
        foreach (var field in @new.EnumerateObject())
        {
            var value = old.GetProperty(field.Name);
            if (!JsonElement.DeepEquals(value, field.Value))
                changes[field.Name] = new ProposedChange(NotNull(value), NotNull(field.Value));
        }

        var size = changes.Values.Sum(change => Length(change.Old) + Length(change.New));
        if (size <= MostCharacters)
            return changes;
        const string Message = "Too much for one change that needs approval. Change fewer fields at once.";
        throw RefusedException.Invalid([.. changes.Keys.Select(name => new FieldError(name, Message))]);
    }

    /// <summary>The fields that somebody else has changed since.</summary>
    internal static IReadOnlyList<string> Stale(Approval approval, ProjectFields current)
    {
        var values = Values(current);
        return
        [
            .. approval.ProposedChanges
                .Where(change => !Same(change.Value.Old, values.GetProperty(change.Key)))
                .Select(change => change.Key),
        ];
    }

    /// <summary>The project's fields with what is proposed.</summary>
    internal static ProjectFields Merge(Approval approval, ProjectFields current)
    {
        var merged = JsonObject.Create(Values(current))!;
        foreach (var (name, change) in approval.ProposedChanges)
            merged[name] = change.New is { } value ? JsonNode.Parse(value.GetRawText()) : null;
        return merged.Deserialize(ProjectsJson.Default.ProjectFields)!;
    }

    private static JsonElement Values(ProjectFields fields) =>
        JsonSerializer.SerializeToElement(fields, ProjectsJson.Default.ProjectFields);

    private static bool Same(JsonElement? proposed, JsonElement current) =>
        proposed is { } value ? JsonElement.DeepEquals(value, current) : current.ValueKind == JsonValueKind.Null;

    private static JsonElement? NotNull(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value;

    private static int Length(JsonElement? value) => value?.GetRawText().Length ?? 0;
}
