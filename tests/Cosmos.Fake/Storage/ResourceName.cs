using System.Text;

namespace Enterprise.Cosmos.Fake.Storage;

/// <summary>What the service takes as an id.</summary>
internal static class ResourceName
{
    private const int MostBytes = 1023;

    internal static string Of(Dictionary<string, object?> properties) =>
        properties.GetValueOrDefault("id") is string { Length: > 0 } id
            && id.IndexOfAny(['/', '\\', '?', '#']) < 0
            && !id.EndsWith(' ')
            && Encoding.UTF8.GetByteCount(id) <= MostBytes
            ? id
            : throw Refusal.BadRequest("The input name is invalid: it contains invalid characters or is too long.");
}
