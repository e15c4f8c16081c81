using System.Text.Json.Nodes;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Integrations.Slack;

/// <summary>Replaces a message after a decision.</summary>
internal sealed class SlackOutcome(IDocumentStore store)
{
    private const string Block = "outcome";
    private const int MostNameCharacters = 100;
    private const int MostVotes = 20;

    /// <summary>The message with the outcome instead of its buttons, which stay while others are still asked.</summary>
    internal async ValueTask<JsonObject> Of(
        JsonObject payload, SlackAction action, Approval approval, CancellationToken cancellationToken)
    {
        var staysOpen = approval.Status == ApprovalState.Pending && !IsPersonal(payload);
        var blocks = new JsonArray();
        foreach (var block in Blocks(payload) ?? [SlackMessages.Section($"*{action.Title}*")])
        {
            var id = SlackAction.Text(block, "block_id");
            if (block is not null && id != Block && (staysOpen || id != SlackMessages.DecisionBlock))
                blocks.Add(block.DeepClone());
        }

        var outcome = SlackMessages.Section(await Text(approval, cancellationToken));
        outcome["block_id"] = Block;
        blocks.Add(outcome);
        return new JsonObject
        {
            ["replace_original"] = true,
            ["text"] = action.Title,
            ["blocks"] = blocks,
        };
    }

    private static JsonArray? Blocks(JsonObject payload) =>
        (payload["message"] as JsonObject)?["blocks"] as JsonArray;

    private static bool IsPersonal(JsonObject payload) =>
        SlackAction.Text(payload, "channel", "id")?.StartsWith('D') == true;

    private async ValueTask<string> Text(Approval approval, CancellationToken cancellationToken)
    {
        var lines = new List<string>
        {
            approval.Status switch
            {
                ApprovalState.Pending => "Others have yet to decide.",
                var state => $"*{state}*",
            },
        };
        foreach (var vote in approval.Stages.SelectMany(stage => stage.Votes).TakeLast(MostVotes))
        {
            var user = await store.Get(UserDocuments.Type, UserDocuments.Key(vote.UserId), cancellationToken);
            var name = SlackMessages.Escaped(user?.Value.Name ?? "", MostNameCharacters);
            lines.Add(vote.Decision == Decision.Approve ? $"{name} approved" : $"{name} rejected");
        }

        return string.Join('\n', lines);
    }
}
