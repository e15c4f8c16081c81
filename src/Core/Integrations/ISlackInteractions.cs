using System.Text.Json.Nodes;
using Enterprise.Core.Auditing;

namespace Enterprise.Core.Integrations;

/// <summary>Does what people ask for with the buttons and dialogs of our messages in Slack.</summary>
public interface ISlackInteractions
{
    /// <summary>
    /// Takes an interaction that Slack vouched for. Returns in time for Slack, which waits for three seconds; what
    /// takes longer continues afterwards.
    /// </summary>
    /// <returns>False when too much is going on already.</returns>
    ValueTask<bool> Take(JsonObject payload, Origin origin, CancellationToken cancellationToken);
}
