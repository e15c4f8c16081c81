using System.Text.Json.Nodes;

namespace Enterprise.Standalone.Tests.Durability;

/// <summary>A requested creation with an idempotency key, so that it can be repeated.</summary>
/// <param name="Path">Where it was posted.</param>
/// <param name="Mark">A text that only this entity has.</param>
/// <param name="Body">What was sent, the mark included.</param>
internal sealed record Creation(string Path, string Mark, JsonObject Body)
{
    internal string Key => $"key-{Mark}";

    /// <summary>The table of its rows.</summary>
    internal string Table => Path.Trim('/')[..^1];
}
