using CsCheck;
using Enterprise.Core.Auditing;
using Enterprise.Core.Editing;
using Enterprise.Core.Notifications;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Notifications;

/// <summary>Nothing is sent twice for one change and recipient, whatever happens in any order.</summary>
public sealed class DuplicateNotificationTests
{
    private const int People = 4;
    private const int Changes = 3;

    /// <summary>What the two workers do concurrently.</summary>
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
    public void Each_recipient_is_notified_once_under_concurrent_planning_and_retries()
    {
        Gen.Select(Steps, Steps).Sample(
            (one, other) => Run(one, other).GetAwaiter().GetResult(),
            iter: 40,
            threads: 1);
    }

    private static async Task Run((Step Step, int Pick)[] one, (Step Step, int Pick)[] other)
    {
        using var notifications = new NotificationFixture(
            new NotificationOptions { HasEmail = true, HasSlackBot = true });
        var people = new List<User>();
        for (var i = 0; i < People; i++)
            people.Add(await notifications.Person($"manager{i}"));
        var project = await notifications.Project(people[0]);
        await notifications.Approval(project, people[1]);
        Change[] changes =
        [
            notifications.Assigned(project, "role:manager", $"user:{people[0].Id}"),
            notifications.Change("approval.overridden", 1, project, people[2]),
            notifications.Change("review.overdue", project.Id, project),
        ];
        foreach (var sender in notifications.Senders.Values)
            sender.Answer = FailTwice();

        await Task.WhenAll(
            RunSteps(notifications, people, changes, one), RunSteps(notifications, people, changes, other));
        await DeliverAll(notifications, changes);

        var deliveries = await notifications.All();
        Assert.All(
            deliveries,
            delivery => Assert.Contains(delivery.Status, new[] { DeliveryStatus.Delivered, DeliveryStatus.Skipped }));
        foreach (var delivery in deliveries)
        {
            var sent = notifications.Senders[delivery.Kind].Sent.Count(sent => sent.Target.DeliveryId == delivery.Id);
            var attempts = delivery.AttemptCount - (delivery.Status == DeliveryStatus.Skipped ? 1 : 0);

            // An attempt that timed out before it had the address has sent nothing.
            var late = delivery.Attempts.Count(attempt => attempt.Error == "The other side did not answer in time.");
            Assert.InRange(sent, attempts - late, attempts);
            Assert.InRange(delivery.Attempts.Count(attempt => attempt.Outcome == AttemptOutcome.Delivered), 0, 1);
        }

        // A person may have several deliveries for a change, but at most one for each channel and address.
        Assert.Equal(
            deliveries.Count,
            deliveries
                .Select(delivery => (delivery.ChangeId, delivery.Recipient, delivery.Kind, delivery.ChannelId))
                .Distinct()
                .Count());
        Assert.All(
            deliveries.GroupBy(delivery => (delivery.ChangeId, delivery.Recipient)),
            ways => Assert.Single(ways.Select(way => way.ChannelId is null).Distinct()));
        Assert.DoesNotContain(
            deliveries,
            delivery => delivery.ChangeId == changes[0].Id && delivery.UserId == people[1].Id);
        Assert.DoesNotContain(
            deliveries,
            delivery => delivery.ChangeId == changes[1].Id && delivery.UserId == people[2].Id);
    }

    private static async Task RunSteps(
        NotificationFixture notifications, IReadOnlyList<User> people, Change[] changes, (Step Step, int Pick)[] steps)
    {
        foreach (var (step, pick) in steps)
        {
            var user = people[pick % People];
            var owner = ChannelOwner.User(user.Id);
            switch (step)
            {
                case Step.Plan:
                    await notifications.Plan(changes);
                    break;
                case Step.PlanSome:
                    await notifications.Plan(changes[pick % Changes], changes[(pick + 1) % Changes]);
                    break;
                case Step.Attempt:
                    await notifications.AttemptDue();
                    break;
                case Step.AddChannel:
                    await notifications.Channel(
                        owner, new ChannelFields { Kind = ChannelKind.Teams, Url = $"https://example.com/{pick}" });
                    break;
                case Step.MuteChannel:
                    await Mute(notifications, owner);
                    break;
                default:
                    notifications.Core.Time.Advance(TimeSpan.FromSeconds(pick));
                    break;
            }
        }
    }

    private static async Task Mute(NotificationFixture notifications, ChannelOwner owner)
    {
        var call = await notifications.Core.CallOfUser(owner.UserId!.Value);
        var service = notifications.Core.Service<ChannelService>();
        var page = await service.List(call, owner, CoreFixture.Everything(ChannelDocuments.List), CoreFixture.Stop);
        foreach (var channel in page.Items)
        {
            await service.Update(
                call, owner, channel.Value.Id, CoreFixture.Patch("""{"muted":true}"""), IfMatch.Any, CoreFixture.Stop);
        }
    }

    /// <summary>Plans every change again and attempts deliveries until none is due.</summary>
    private static async Task DeliverAll(NotificationFixture notifications, Change[] changes)
    {
        await notifications.Plan(changes);
        while ((await notifications.Deliveries.Due(until: null, after: null, 1, CoreFixture.Stop)).Items.Count > 0)
        {
            await notifications.AttemptDue();
            notifications.Core.Time.Advance(TimeSpan.FromMinutes(10));
        }
    }

    /// <summary>Fails twice, then always succeeds.</summary>
    private static Func<MessageTarget, CancellationToken, ValueTask<SendResult>> FailTwice()
    {
        var failures = 2;
        return (_, _) => ValueTask.FromResult(
            Interlocked.Decrement(ref failures) >= 0 ? SendResult.Failed("busy") : SendResult.Sent);
    }
}
