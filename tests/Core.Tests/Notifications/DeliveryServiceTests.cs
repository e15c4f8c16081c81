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
    private readonly NotificationFixture _notifications = new();
    private User _owner = null!;
    private Project _project = null!;

    public async ValueTask InitializeAsync()
    {
        _owner = await _notifications.Person("olga");
        _project = await _notifications.Project(_owner);
    }

    public ValueTask DisposeAsync()
    {
        _notifications.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Delivery_is_sent_once_and_recorded()
    {
        var id = await Planned();

        var first = await Attempt(id);
        var second = await Attempt(id);

        var (message, target) = Assert.Single(_notifications.Mail.Sent);
        Assert.Equal("Review overdue: Portal", message.Title);
        Assert.Equal(new MessageTarget(ChannelKind.Email, "olga@example.com", _owner.Id) { DeliveryId = id }, target);
        Assert.Equal((DeliveryStatus.Delivered, 1, null), (first!.Status, first.AttemptCount, first.DueAt));
        Assert.Equal([AttemptOutcome.Delivered], first.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal(Json(first), Json(second!));
    }

    [Fact]
    public async Task Concurrent_attempts_send_once()
    {
        var id = await Planned();
        var sending = new TaskCompletionSource();
        var answer = new TaskCompletionSource<SendResult>();
        _notifications.Mail.Answer = (_, _) =>
        {
            sending.SetResult();
            return new ValueTask<SendResult>(answer.Task);
        };
        var one = Attempt(id);
        await sending.Task;

        var others = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Attempt(id)));

        Assert.All(
            others,
            other => Assert.Equal(
                (DeliveryStatus.Pending, Now + DeliveryService.Lease),
                (other!.Status, other.DueAt!.Value)));
        answer.SetResult(SendResult.Sent);
        Assert.Equal(DeliveryStatus.Delivered, (await one)!.Status);
        Assert.Single(_notifications.Mail.Sent);
    }

    [Fact]
    public async Task Failed_attempt_is_recorded_and_retried_later()
    {
        var id = await Planned();
        _notifications.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Failed("503 from the server"));

        var failed = await Attempt(id);

        Assert.Equal(DeliveryStatus.Pending, failed!.Status);
        Assert.InRange(failed.DueAt!.Value - Now, TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(19));
        Assert.Equal(
            (AttemptOutcome.Failed, "503 from the server"),
            (failed.Attempts[0].Outcome, failed.Attempts[0].Error));
        await Attempt(id);
        Assert.Single(_notifications.Mail.Sent);

        _notifications.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Sent);
        _notifications.Core.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(DeliveryStatus.Delivered, (await Attempt(id))!.Status);
        Assert.Equal(2, _notifications.Mail.Sent.Count);
    }

    [Fact]
    public async Task Retry_after_of_the_receiver_is_respected()
    {
        var id = await Planned();
        _notifications.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Failed("429", TimeSpan.FromMinutes(10)));

        var failed = await Attempt(id);

        Assert.Equal(Now.AddMinutes(10), failed!.DueAt);
    }

    [Fact]
    public async Task Permanently_refused_delivery_is_dead_at_once()
    {
        var id = await Planned();
        _notifications.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Refused("no such mailbox"));

        var refused = await Attempt(id);
        await Attempt(id);

        Assert.Equal((DeliveryStatus.Dead, null), (refused!.Status, refused.DueAt));
        Assert.Equal(
            (AttemptOutcome.Refused, "no such mailbox"),
            (refused.Attempts[0].Outcome, refused.Attempts[0].Error));
        Assert.Single(_notifications.Mail.Sent);
    }

    [Fact]
    public async Task Delivery_failing_for_24_hours_is_dead_and_keeps_only_its_last_attempts()
    {
        var id = await Planned();
        _notifications.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Failed(new string('x', 5_000)));
        var begin = Now;

        var delivery = await Attempt(id);
        while (delivery!.Status == DeliveryStatus.Pending)
        {
            _notifications.Core.Time.SetUtcNow(delivery.DueAt!.Value);
            delivery = await Attempt(id);
        }

        Assert.Equal(DeliveryStatus.Dead, delivery.Status);
        Assert.Equal(begin.AddHours(24), Now);
        Assert.Equal(_notifications.Mail.Sent.Count, delivery.AttemptCount);
        Assert.InRange(delivery.Attempts.Count, 13, 20);
        Assert.All(delivery.Attempts, attempt => Assert.Equal(500, attempt.Error!.Length));
    }

    [Fact]
    public async Task Throwing_sender_is_a_failed_attempt_recorded_without_the_exception_message()
    {
        var id = await Planned();
        _notifications.Mail.Answer = (_, _) => throw new InvalidOperationException("https://hooks.example.com/secret");

        var failed = await Attempt(id);

        Assert.Equal((DeliveryStatus.Pending, "InvalidOperationException"), (failed!.Status, failed.Attempts[0].Error));
    }

    [Fact]
    public async Task Sender_that_times_out_is_a_failed_attempt()
    {
        var id = await Planned();
        var sending = new TaskCompletionSource();
        _notifications.Mail.Answer = async (_, stop) =>
        {
            sending.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return SendResult.Sent;
        };
        var attempt = Attempt(id);
        await sending.Task;

        _notifications.Core.Time.Advance(DeliveryService.LongestSend);

        var failed = await attempt;
        Assert.Equal((DeliveryStatus.Pending, AttemptOutcome.Failed), (failed!.Status, failed.Attempts[0].Outcome));
    }

    [Fact]
    public async Task Delivery_of_a_process_that_stopped_while_sending_is_sent_again_after_its_lease()
    {
        var id = await Planned();
        using var kill = new CancellationTokenSource();
        _notifications.Mail.Answer = (_, stop) =>
        {
            kill.Cancel();
            stop.ThrowIfCancellationRequested();
            return ValueTask.FromResult(SendResult.Sent);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _notifications.Deliveries.Attempt(id, kill.Token));
        _notifications.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Sent);

        await Attempt(id);
        Assert.Single(_notifications.Mail.Sent);
        _notifications.Core.Time.Advance(DeliveryService.Lease);
        var delivered = await Attempt(id);

        Assert.Equal(
            [AttemptOutcome.Started, AttemptOutcome.Delivered],
            delivered!.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal([id, id], _notifications.Mail.Sent.Select(sent => sent.Target.DeliveryId));
    }

    [Fact]
    public async Task Request_to_decide_a_decided_approval_is_skipped()
    {
        var approval = await _notifications.Approval(_project, await _notifications.Person("rita", Role.Developer));
        await _notifications.Plan(_notifications.Assigned(_project, $"user:{_owner.Id}"));
        await _notifications.Replace(approval with { Status = ApprovalState.Withdrawn });

        var skipped = await Attempt((await _notifications.Only()).Id);

        Assert.Equal(
            (DeliveryStatus.Skipped, "There is nothing to decide any more."),
            (skipped!.Status, skipped.Attempts[0].Error));
        Assert.Empty(_notifications.Mail.Sent);
    }

    [Fact]
    public async Task Delivery_to_a_deactivated_user_is_skipped()
    {
        var id = await Planned();
        await _notifications.Core.Service<UserService>().Deactivate(
            CoreFixture.CallOf(Role.Admin, userId: 999), _owner.Id, IfMatch.Any, CoreFixture.Stop);

        Assert.Equal(DeliveryStatus.Skipped, (await Attempt(id))!.Status);
        Assert.Empty(_notifications.Mail.Sent);
    }

    [Fact]
    public async Task Webhook_url_is_decrypted_only_for_sending_and_is_in_no_other_document()
    {
        var channel = await _notifications.Channel(ChannelOwner.User(_owner.Id), Webhook());
        var id = await Planned();

        await Attempt(id);

        var target = Assert.Single(_notifications.Slack.Sent).Target;
        Assert.Equal("https://hooks.example.com/secret", target.Address);
        Assert.DoesNotContain("secret", Json(await _notifications.Only()), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "secret",
            JsonSerializer.Serialize(channel, NotificationsJson.Default.NotificationChannel),
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            await _notifications.Core.Changes(),
            change => JsonSerializer.Serialize(change, AuditingJson.Default.Change)
                .Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delivery_to_a_deleted_or_muted_channel_is_skipped()
    {
        var owner = ChannelOwner.User(_owner.Id);
        var deleted = await _notifications.Channel(owner, Webhook());
        var muted = await _notifications.Channel(owner, Webhook());
        await _notifications.Plan(_notifications.Change("review.overdue", _project.Id, _project));
        var call = await _notifications.Core.CallOfUser(_owner.Id);
        var channels = _notifications.Core.Service<ChannelService>();
        await channels.Delete(call, owner, deleted.Id, IfMatch.Any, CoreFixture.Stop);
        await channels.Update(
            call, owner, muted.Id, CoreFixture.Patch("""{"muted":true}"""), IfMatch.Any, CoreFixture.Stop);

        await _notifications.AttemptDue();

        Assert.Equal(
            [DeliveryStatus.Skipped, DeliveryStatus.Skipped],
            (await _notifications.All()).Select(delivery => delivery.Status));
        Assert.Empty(_notifications.Slack.Sent);
    }

    [Fact]
    public async Task Webhook_url_encrypted_with_another_key_fails_until_it_is_set_again()
    {
        var owner = ChannelOwner.User(_owner.Id);
        var channel = await _notifications.Channel(owner, Webhook());
        var id = await Planned();
        _notifications.UseOtherKeys();

        Assert.Equal(AttemptOutcome.Failed, (await Attempt(id))!.Attempts[0].Outcome);

        await _notifications.Core.Service<ChannelService>().Update(
            await _notifications.Core.CallOfUser(_owner.Id),
            owner,
            channel.Id,
            CoreFixture.Patch("""{"url":"https://hooks.example.com/other"}"""),
            IfMatch.Any,
            CoreFixture.Stop);
        _notifications.Core.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(DeliveryStatus.Delivered, (await Attempt(id))!.Status);
    }

    [Fact]
    public async Task Replay_sends_a_dead_delivery_again_and_is_audited()
    {
        var id = await Planned();
        var operations = _notifications.Core.Service<DeliveryOperations>();
        var admin = CoreFixture.CallOf(Role.Admin, userId: 999);
        await Assert.ThrowsAsync<RefusedException>(
            async () => await operations.Replay(admin, id, IfMatch.Any, CoreFixture.Stop));
        _notifications.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Refused("no such mailbox"));
        await Attempt(id);
        _notifications.Core.Time.Advance(TimeSpan.FromDays(20));
        _notifications.Mail.Answer = (_, _) => ValueTask.FromResult(SendResult.Failed("busy"));

        var changes = await _notifications.Core.ChangesOf(
            async () => await operations.Replay(admin, id, IfMatch.Any, CoreFixture.Stop));
        var failed = await Attempt(id);

        var change = Assert.Single(changes);
        Assert.Equal(("delivery.replayed", 999, _project.Id), (change.Action, change.UserId, change.ProjectId));
        Assert.Equal(DeliveryStatus.Pending, failed!.Status);
        Assert.InRange(failed.DueAt!.Value - Now, TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(19));
        Assert.Equal(2, failed.AttemptCount);
    }

    [Fact]
    public async Task Due_deliveries_are_found_in_order_and_finished_ones_are_not()
    {
        var first = await Planned();
        _notifications.Core.Time.Advance(TimeSpan.FromSeconds(1));
        await _notifications.Plan(_notifications.Change("review.reminded", _project.Id, _project));
        var all = await _notifications.Deliveries.Due(until: null, after: null, 10, CoreFixture.Stop);
        Assert.Equal([first, all.Items[1].Value.Id], all.Items.Select(item => item.Value.Id));

        var late = await _notifications.Deliveries.Due(Now.AddMilliseconds(-500), after: null, 10, CoreFixture.Stop);
        Assert.Equal([first], late.Items.Select(item => item.Value.Id));
        var next = await _notifications.Deliveries.Due(until: null, all.Items[0].Value, 10, CoreFixture.Stop);
        Assert.Equal([all.Items[1].Value.Id], next.Items.Select(item => item.Value.Id));

        await _notifications.AttemptDue();
        Assert.Empty((await _notifications.Deliveries.Due(until: null, after: null, 10, CoreFixture.Stop)).Items);
    }

    [Fact]
    public async Task Attempt_of_a_missing_delivery_returns_null()
    {
        Assert.Null(await Attempt("nothing"));
        Assert.Null(await Attempt("019c0000-0000-7000-8000-000000000000-0123456789abcdef"));
    }

    [Fact]
    public async Task Delivered_delivery_expires_after_30_days()
    {
        await Attempt(await Planned());
        _notifications.Core.Time.Advance(TimeSpan.FromDays(29));
        await _notifications.Core.Purge();
        Assert.Single(await _notifications.All());

        _notifications.Core.Time.Advance(TimeSpan.FromDays(2));
        await _notifications.Core.Purge();
        Assert.Empty(await _notifications.All());
    }

    private DateTimeOffset Now => _notifications.Core.Time.GetUtcNow();

    private static ChannelFields Webhook() =>
        new() { Kind = ChannelKind.Slack, Url = "https://hooks.example.com/secret" };

    private static string Json(Delivery delivery) =>
        JsonSerializer.Serialize(delivery, NotificationsJson.Default.Delivery);

    private async Task<string> Planned()
    {
        await _notifications.Plan(_notifications.Change("review.overdue", _project.Id, _project));
        return (await _notifications.Only()).Id;
    }

    private async Task<Delivery?> Attempt(string id) => await _notifications.Deliveries.Attempt(id, CoreFixture.Stop);
}
