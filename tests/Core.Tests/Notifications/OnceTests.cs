using CsCheck;
using Enterprise.Core.Auditing;
using Enterprise.Core.Editing;
using Enterprise.Core.Notifications;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Notifications;

/// <summary>Nothing is sent twice for one change and recipient, whatever happens in whichever order.</summary>
public sealed class OnceTests
{
    private const int People = 4;
    private const int Changes = 3;

    /// <summary>What the two workers do, at the same time.</summary>
    private enum Step
    {
        Plan,
        PlanSome,
        Attempt,
        AddChannel,
        MuteChannel,
        Wait,
    }

    private static Gen<(Step Step, int Pick)[]> Steps =>
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 999]).Array[4, 14];

    [Fact]
    public void Whatever_is_planned_and_attempted_how_often_and_by_how_many_each_recipient_is_told_once()
    {
        Gen.Select(Steps, Steps).Sample(
            (one, other) => Run(one, other).GetAwaiter().GetResult(),
            iter: 40,
            threads: 1);
    }

    private static async Task Run((Step Step, int Pick)[] one, (Step Step, int Pick)[] other)
    {
        using var postbox = new Postbox(new NotificationOptions { HasEmail = true, HasSlackBot = true });
        var people = new List<User>();
        for (var i = 0; i < People; i++)
            people.Add(await postbox.Person($"manager{i}"));
        var project = await postbox.Project(people[0]);
        await postbox.Approval(project, people[1]);
        Change[] changes =
        [
            postbox.Assigned(project, "role:manager", $"user:{people[0].Id}"),
            postbox.Change("approval.overridden", 1, project, people[2]),
            postbox.Change("review.overdue", project.Id, project),
        ];
        foreach (var sender in postbox.Senders.Values)
            sender.Answer = Flaky();

        await Task.WhenAll(Work(postbox, people, changes, one), Work(postbox, people, changes, other));
        await Settle(postbox, changes);

        var taken = await postbox.All();
        Assert.All(taken, delivery => Assert.Contains(delivery.Status, new[] { DeliveryStatus.Delivered, DeliveryStatus.Skipped }));
        foreach (var delivery in taken)
        {
            var sent = postbox.Senders[delivery.Kind].Sent.Count(sent => sent.Target.DeliveryId == delivery.Id);
            var attempts = delivery.AttemptCount - (delivery.Status == DeliveryStatus.Skipped ? 1 : 0);

            // An attempt whose time was over while it looked for the address has sent nothing.
            var late = delivery.Attempts.Count(attempt => attempt.Error == "The other side did not answer in time.");
            Assert.InRange(sent, attempts - late, attempts);
            Assert.InRange(delivery.Attempts.Count(attempt => attempt.Outcome == AttemptOutcome.Delivered), 0, 1);
        }

        // One way or several to a person, but none in two plans: each channel and address once a change.
        Assert.Equal(taken.Count, taken.Select(delivery => (delivery.ChangeId, delivery.Recipient, delivery.Kind, delivery.ChannelId)).Distinct().Count());
        Assert.All(
            taken.GroupBy(delivery => (delivery.ChangeId, delivery.Recipient)),
            ways => Assert.Single(ways.Select(way => way.ChannelId is null).Distinct()));
        Assert.DoesNotContain(taken, delivery => delivery.ChangeId == changes[0].Id && delivery.UserId == people[1].Id);
        Assert.DoesNotContain(taken, delivery => delivery.ChangeId == changes[1].Id && delivery.UserId == people[2].Id);
    }

    private static async Task Work(Postbox postbox, IReadOnlyList<User> people, Change[] changes, (Step Step, int Pick)[] steps)
    {
        foreach (var (step, pick) in steps)
        {
            var user = people[pick % People];
            var owner = ChannelOwner.User(user.Id);
            switch (step)
            {
                case Step.Plan:
                    await postbox.Plan(changes);
                    break;
                case Step.PlanSome:
                    await postbox.Plan(changes[pick % Changes], changes[(pick + 1) % Changes]);
                    break;
                case Step.Attempt:
                    await postbox.AttemptDue();
                    break;
                case Step.AddChannel:
                    await postbox.Channel(owner, new ChannelFields { Kind = ChannelKind.Teams, Url = $"https://example.com/{pick}" });
                    break;
                case Step.MuteChannel:
                    await Mute(postbox, owner);
                    break;
                default:
                    postbox.Registry.Time.Advance(TimeSpan.FromSeconds(pick));
                    break;
            }
        }
    }

    private static async Task Mute(Postbox postbox, ChannelOwner owner)
    {
        var call = await postbox.Registry.CallOfUser(owner.UserId!.Value);
        var service = postbox.Registry.Service<ChannelService>();
        var page = await service.List(call, owner, Registry.Everything(ChannelDocuments.List), Registry.Stop);
        foreach (var channel in page.Items)
        {
            await service.Update(
                call, owner, channel.Value.Id, Registry.Patch("""{"muted":true}"""), IfMatch.Any, Registry.Stop);
        }
    }

    /// <summary>Everything is planned once more, and whatever is left is attempted until nothing is.</summary>
    private static async Task Settle(Postbox postbox, Change[] changes)
    {
        await postbox.Plan(changes);
        while ((await postbox.Deliveries.Due(until: null, after: null, 1, Registry.Stop)).Items.Count > 0)
        {
            await postbox.AttemptDue();
            postbox.Registry.Time.Advance(TimeSpan.FromMinutes(10));
        }
    }

    /// <summary>Fails twice, then takes everything.</summary>
    private static Func<MessageTarget, CancellationToken, ValueTask<SendResult>> Flaky()
    {
        var failures = 2;
        return (_, _) => ValueTask.FromResult(
            Interlocked.Decrement(ref failures) >= 0 ? SendResult.Failed("busy") : SendResult.Sent);
    }
}
