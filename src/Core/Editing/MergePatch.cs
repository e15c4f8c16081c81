using System.Text.Json.Nodes;

namespace Enterprise.Core.Editing;

/// <summary>JSON merge patch, RFC 7396, section 2.</summary>
internal static class MergePatch
{
    /// <summary>The target with the patch applied; the target may be changed.</summary>
    internal static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();

        var result = target?.DeepClone() as JsonObject ?? [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
                result.Remove(name);
            else
                result[name] = Apply(result[name], value);
        }

        return result;
    }
}
