using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Editing;
using Enterprise.Core.Notifications;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Notifications;

public sealed class DeliveryServiceTests : IAsyncLifetime
{
    private readonly Postbox _postbox = new();
    private User _owner = null!;
    private Project _project = null!;

    public async ValueTask InitializeAsync()
    {
        _owner = await _postbox.Person("olga");
        _project = await _postbox.Project(_owner);
    }

    public ValueTask DisposeAsync()
    {
        _postbox.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_delivery_is_sent_once_and_recorded()
    {
        var id = await Planned();

        var first = await Attempt(id);
        var second = await Attempt(id);

        var (message, target) = Assert.Single(_postbox.Mail.Sent);
        Assert.Equal("Review overdue: Portal", message.Title);
        Assert.Equal(new MessageTarget(ChannelKind.Email, "olga@example.com", _owner.Id) { DeliveryId = id }, target);
        Assert.Equal((DeliveryStatus.Delivered, 1, null), (first!.Status, first.AttemptCount, first.DueAt));
        Assert.Equal([AttemptOutcome.Delivered], first.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal(Json(first), Json(second!));
    }

    [Fact]
    public async Task Of_several_workers_one_sends()
    {
        var id = await Planned();
        var sending = new TaskCompletionSource();
        var answer = new TaskCompletionSource<SendResult>();
        _postbox.Mail.Answer = (_, _) =>
        {
            sending.SetResult();
            return new ValueTask<SendResult>(answer.Task);
        };
        var one = Attempt(id);
        await sending.Task;

        var others = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Attempt(id)));

        Assert.All(others, other => Assert.Equal((DeliveryStatus.Pending, Now + DeliveryService.Lease), (other!.Status, other.DueAt!.Value)));
        answer.SetResult(SendResult.Sent);
        Assert.Equal(DeliveryStatus.Delivered, (await one)!.Status);
        Assert.Single(_postbox.Mail.Sent);
    }

    [Fact]
    public async Task What_fails_is_tried_again_later_with_what_went_wrong_on_record()
    {
        var id = await Planned();
        _postbox.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Failed("503 from the server"));

        var failed = await Attempt(id);

        Assert.Equal(DeliveryStatus.Pending, failed!.Status);
        Assert.InRange(failed.DueAt!.Value - Now, TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(19));
        Assert.Equal((AttemptOutcome.Failed, "503 from the server"), (failed.Attempts[0].Outcome, failed.Attempts[0].Error));
        await Attempt(id);
        Assert.Single(_postbox.Mail.Sent);

        _postbox.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Sent);
        _postbox.Registry.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(DeliveryStatus.Delivered, (await Attempt(id))!.Status);
        Assert.Equal(2, _postbox.Mail.Sent.Count);
    }

    [Fact]
    public async Task A_receiver_that_asks_to_wait_is_left_alone_for_as_long()
    {
        var id = await Planned();
        _postbox.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Failed("429", TimeSpan.FromMinutes(10)));

        var failed = await Attempt(id);

        Assert.Equal(Now.AddMinutes(10), failed!.DueAt);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_dead_at_once()
    {
        var id = await Planned();
        _postbox.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Refused("no such mailbox"));

        var refused = await Attempt(id);
        await Attempt(id);

        Assert.Equal((DeliveryStatus.Dead, null), (refused!.Status, refused.DueAt));
        Assert.Equal((AttemptOutcome.Refused, "no such mailbox"), (refused.Attempts[0].Outcome, refused.Attempts[0].Error));
        Assert.Single(_postbox.Mail.Sent);
    }

    [Fact]
    public async Task What_fails_for_a_day_is_dead_and_only_its_last_attempts_are_kept()
    {
        var id = await Planned();
        _postbox.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Failed(new string('x', 5_000)));
        var begin = Now;

        var delivery = await Attempt(id);
        while (delivery!.Status == DeliveryStatus.Pending)
        {
            _postbox.Registry.Time.SetUtcNow(delivery.DueAt!.Value);
            delivery = await Attempt(id);
        }

        Assert.Equal(DeliveryStatus.Dead, delivery.Status);
        Assert.Equal(begin.AddHours(24), Now);
        Assert.Equal(_postbox.Mail.Sent.Count, delivery.AttemptCount);
        Assert.InRange(delivery.Attempts.Count, 13, 20);
        Assert.All(delivery.Attempts, attempt => Assert.Equal(500, attempt.Error!.Length));
    }

    [Fact]
    public async Task A_sender_that_throws_has_failed_and_its_words_are_not_kept()
    {
        var id = await Planned();
        _postbox.Mail.Answer = (_, _) => throw new InvalidOperationException("https://hooks.example.com/secret");

        var failed = await Attempt(id);

        Assert.Equal((DeliveryStatus.Pending, "InvalidOperationException"), (failed!.Status, failed.Attempts[0].Error));
    }

    [Fact]
    public async Task A_sender_that_does_not_answer_has_failed()
    {
        var id = await Planned();
        var sending = new TaskCompletionSource();
        _postbox.Mail.Answer = async (_, stop) =>
        {
            sending.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return SendResult.Sent;
        };
        var attempt = Attempt(id);
        await sending.Task;

        _postbox.Registry.Time.Advance(DeliveryService.LongestSend);

        var failed = await attempt;
        Assert.Equal((DeliveryStatus.Pending, AttemptOutcome.Failed), (failed!.Status, failed.Attempts[0].Outcome));
    }

    [Fact]
    public async Task A_process_that_ends_while_it_sends_leaves_the_delivery_to_another_one_when_its_lease_is_over()
    {
        var id = await Planned();
        using var kill = new CancellationTokenSource();
        _postbox.Mail.Answer = (_, stop) =>
        {
            kill.Cancel();
            stop.ThrowIfCancellationRequested();
            return ValueTask.FromResult(SendResult.Sent);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _postbox.Deliveries.Attempt(id, kill.Token));
        _postbox.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Sent);

        await Attempt(id);
        Assert.Single(_postbox.Mail.Sent);
        _postbox.Registry.Time.Advance(DeliveryService.Lease);
        var delivered = await Attempt(id);

        Assert.Equal([AttemptOutcome.Started, AttemptOutcome.Delivered], delivered!.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal([id, id], _postbox.Mail.Sent.Select(sent => sent.Target.DeliveryId));
    }

    [Fact]
    public async Task Nobody_is_asked_to_decide_what_is_decided()
    {
        var approval = await _postbox.Approval(_project, await _postbox.Person("rita", Role.Developer));
        await _postbox.Plan(_postbox.Assigned(_project, $"user:{_owner.Id}"));
        await _postbox.Replace(approval with { Status = ApprovalState.Withdrawn });

        var skipped = await Attempt((await _postbox.Only()).Id);

        Assert.Equal((DeliveryStatus.Skipped, "There is nothing to decide any more."), (skipped!.Status, skipped.Attempts[0].Error));
        Assert.Empty(_postbox.Mail.Sent);
    }

    [Fact]
    public async Task Who_has_left_is_told_nothing_more()
    {
        var id = await Planned();
        await _postbox.Registry.Service<UserService>().Deactivate(
            Registry.CallOf(Role.Admin, userId: 999), _owner.Id, IfMatch.Any, Registry.Stop);

        Assert.Equal(DeliveryStatus.Skipped, (await Attempt(id))!.Status);
        Assert.Empty(_postbox.Mail.Sent);
    }

    [Fact]
    public async Task A_webhook_is_opened_when_it_is_sent_to_and_is_in_no_other_document()
    {
        var channel = await _postbox.Channel(ChannelOwner.User(_owner.Id), Webhook());
        var id = await Planned();

        await Attempt(id);

        var target = Assert.Single(_postbox.Slack.Sent).Target;
        Assert.Equal("https://hooks.example.com/secret", target.Address);
        Assert.DoesNotContain("secret", Json(await _postbox.Only()), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", JsonSerializer.Serialize(channel, NotificationsJson.Default.NotificationChannel), StringComparison.Ordinal);
        Assert.DoesNotContain(
            await _postbox.Registry.Changes(),
            change => JsonSerializer.Serialize(change, AuditingJson.Default.Change).Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_channel_that_is_gone_or_muted_is_told_nothing()
    {
        var owner = ChannelOwner.User(_owner.Id);
        var gone = await _postbox.Channel(owner, Webhook());
        var muted = await _postbox.Channel(owner, Webhook());
        await _postbox.Plan(_postbox.Change("review.overdue", _project.Id, _project));
        var call = await _postbox.Registry.CallOfUser(_owner.Id);
        var channels = _postbox.Registry.Service<ChannelService>();
        await channels.Delete(call, owner, gone.Id, IfMatch.Any, Registry.Stop);
        await channels.Update(call, owner, muted.Id, Registry.Patch("""{"muted":true}"""), IfMatch.Any, Registry.Stop);

        await _postbox.AttemptDue();

        Assert.Equal([DeliveryStatus.Skipped, DeliveryStatus.Skipped], (await _postbox.All()).Select(delivery => delivery.Status));
        Assert.Empty(_postbox.Slack.Sent);
    }

    [Fact]
    public async Task A_webhook_that_the_installations_key_does_not_open_fails_and_can_be_mended()
    {
        var owner = ChannelOwner.User(_owner.Id);
        var channel = await _postbox.Channel(owner, Webhook());
        var id = await Planned();
        _postbox.UseOtherKeys();

        Assert.Equal(AttemptOutcome.Failed, (await Attempt(id))!.Attempts[0].Outcome);

        await _postbox.Registry.Service<ChannelService>().Update(
            await _postbox.Registry.CallOfUser(_owner.Id),
            owner,
            channel.Id,
            Registry.Patch("""{"url":"https://hooks.example.com/other"}"""),
            IfMatch.Any,
            Registry.Stop);
        _postbox.Registry.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(DeliveryStatus.Delivered, (await Attempt(id))!.Status);
    }

    [Fact]
    public async Task A_dead_delivery_is_sent_again_when_an_operator_says_so_and_that_is_audited()
    {
        var id = await Planned();
        var operations = _postbox.Registry.Service<DeliveryOperations>();
        var admin = Registry.CallOf(Role.Admin, userId: 999);
        await Assert.ThrowsAsync<RefusedException>(async () => await operations.Replay(admin, id, IfMatch.Any, Registry.Stop));
        _postbox.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Refused("no such mailbox"));
        await Attempt(id);
        _postbox.Registry.Time.Advance(TimeSpan.FromDays(20));
        _postbox.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Failed("busy"));

        var changes = await _postbox.Registry.ChangesOf(async () => await operations.Replay(admin, id, IfMatch.Any, Registry.Stop));
        var failed = await Attempt(id);

        var change = Assert.Single(changes);
        Assert.Equal(("delivery.replayed", 999, _project.Id), (change.Action, change.UserId, change.ProjectId));
        Assert.Equal(DeliveryStatus.Pending, failed!.Status);
        Assert.InRange(failed.DueAt!.Value - Now, TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(19));
        Assert.Equal(2, failed.AttemptCount);
    }

    [Fact]
    public async Task What_is_due_is_found_in_its_order_and_what_is_done_is_not()
    {
        var first = await Planned();
        _postbox.Registry.Time.Advance(TimeSpan.FromSeconds(1));
        await _postbox.Plan(_postbox.Change("review.reminded", _project.Id, _project));
        var all = await _postbox.Deliveries.Due(until: null, after: null, 10, Registry.Stop);
        Assert.Equal([first, all.Items[1].Value.Id], all.Items.Select(item => item.Value.Id));

        var late = await _postbox.Deliveries.Due(Now.AddMilliseconds(-500), after: null, 10, Registry.Stop);
        Assert.Equal([first], late.Items.Select(item => item.Value.Id));
        var next = await _postbox.Deliveries.Due(until: null, all.Items[0].Value, 10, Registry.Stop);
        Assert.Equal([all.Items[1].Value.Id], next.Items.Select(item => item.Value.Id));

        await _postbox.AttemptDue();
        Assert.Empty((await _postbox.Deliveries.Due(until: null, after: null, 10, Registry.Stop)).Items);
    }

    [Fact]
    public async Task A_delivery_that_is_not_there_is_none()
    {
        Assert.Null(await Attempt("nothing"));
        Assert.Null(await Attempt("019c0000-0000-7000-8000-000000000000-0123456789abcdef"));
    }

    [Fact]
    public async Task What_was_delivered_is_kept_for_30_days()
    {
        await Attempt(await Planned());
        _postbox.Registry.Time.Advance(TimeSpan.FromDays(29));
        await _postbox.Registry.Purge();
        Assert.Single(await _postbox.All());

        _postbox.Registry.Time.Advance(TimeSpan.FromDays(2));
        await _postbox.Registry.Purge();
        Assert.Empty(await _postbox.All());
    }

    private DateTimeOffset Now => _postbox.Registry.Time.GetUtcNow();

    private static ChannelFields Webhook() => new() { Kind = ChannelKind.Slack, Url = "https://hooks.example.com/secret" };

    private static string Json(Delivery delivery) => JsonSerializer.Serialize(delivery, NotificationsJson.Default.Delivery);

    private async Task<string> Planned()
    {
        await _postbox.Plan(_postbox.Change("review.overdue", _project.Id, _project));
        return (await _postbox.Only()).Id;
    }

    private async Task<Delivery?> Attempt(string id) => await _postbox.Deliveries.Attempt(id, Registry.Stop);
}
