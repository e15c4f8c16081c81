using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Editing;
using Enterprise.Core.Notifications;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;
using Enterprise.Functions.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Functions.Tests.Drivers;

/// <summary>Users, policies and projects on one store, with one driver.</summary>
internal abstract class Installation : IAsyncDisposable
{
    internal static readonly DateTimeOffset Begin = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    /// <summary>Long enough for every process to know the policies.</summary>
    private static readonly TimeSpan _setUpDuration = TimeSpan.FromSeconds(30);

    private static readonly string[] _departments = ["one", "two", "three", "four"];

    private readonly List<User> _managers = [];
    private readonly SortedSet<string> _deliveries = new(StringComparer.Ordinal);
    private readonly HashSet<int> _deactivated = [];
    private readonly List<string> _messages = [];
    private readonly List<string> _outcomes = [];
    private User _admin = null!;

    internal FakeTimeProvider Time { get; } = new(Begin - _setUpDuration);

    protected abstract IServiceProvider Services { get; }

    private IDocumentStore Store => Service<IDocumentStore>();

    /// <summary>Runs the script and returns the final state as text.</summary>
    internal async Task<string> Run(Script script)
    {
        await CreateUsersAndPolicies();
        foreach (var (index, moment) in script.Moments.Index())
        {
            await PassTime(Begin + script.TimeOf(index));
            foreach (var act in moment.Acts)
            {
                _outcomes.Add(await Try(act));
                await React();
            }
        }

        await PassTime(Begin + script.TimeOf(script.Moments.Count) + TimeSpan.FromDays(4));
        return await FinalState();
    }

    /// <summary>Advances time and handles everything that falls due.</summary>
    protected abstract Task PassTime(DateTimeOffset until);

    /// <summary>Handles every change so far.</summary>
    protected abstract Task FollowChanges();

    public abstract ValueTask DisposeAsync();

    protected T Service<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>When the first process is due; null when none is.</summary>
    protected async Task<DateTimeOffset?> FirstDue()
    {
        DateTimeOffset? first = null;
        foreach (var process in Services.GetServices<Core.Processes.ITimedProcess>())
        {
            if (await process.First(1, Worker.Stop) is [var due] && !(first <= due.DueAt))
                first = due.DueAt;
        }

        return first;
    }

    protected async Task React()
    {
        await FollowChanges();

        // Deliveries expire, so they are collected along the way.
        var query = new DocumentQuery<Delivery>(DeliveryDocuments.Type)
        {
            Sort = [new Order(DeliveryDocuments.CreatedAt, Descending: true)],
            Limit = 1000,
        };
        foreach (var delivery in (await Store.Query(query, Worker.Stop)).Items.Select(item => item.Value))
        {
            if (_deliveries.Add(delivery.Id))
            {
                _messages.Add(
                    $"{delivery.ProjectId} {delivery.Event} {delivery.Recipient} {delivery.Kind}: "
                    + delivery.Message.Title);
            }
        }
    }

    private async Task CreateUsersAndPolicies()
    {
        var system = CallOf(Role.Admin, 999);
        _admin = await Person(system, "ada", Role.Admin);
        foreach (var name in new[] { "bob", "cleo", "dan", "eve" })
            _managers.Add(await Person(system, name, Role.Manager));
        var managers = new ApproverGroup { Name = "managers", Kind = ApproverKind.Role, Role = Role.Manager };
        var admins = new ApproverGroup { Name = "admins", Kind = ApproverKind.Role, Role = Role.Admin };
        var named = new ApproverGroup
        {
            Name = "named",
            Kind = ApproverKind.Users,
            UserIds = [.. _managers.Take(3).Select(user => user.Id)],
            Quorum = 2,
        };
        await Policy(0, isParallel: false, new PolicyStage
        {
            Name = "only",
            Groups = [managers],
            DeadlineHours = 48,
            ReminderHours = [24, 3],
            OnDeadline = DeadlineAction.Expire,
        });
        await Policy(
            1,
            isParallel: false,
            new PolicyStage
            {
                Name = "first",
                Groups = [named],
                DeadlineHours = 30,
                ReminderHours = [10],
                OnDeadline = DeadlineAction.Escalate,
                EscalateTo = admins,
                EscalationHours = 20,
            },
            new PolicyStage
            {
                Name = "second",
                Groups = [managers],
                DeadlineHours = 20,
                ReminderHours = [5],
                OnDeadline = DeadlineAction.Expire,
            });
        await Policy(
            2,
            isParallel: true,
            new PolicyStage
            {
                Name = "left",
                Groups = [managers],
                DeadlineHours = 72,
                ReminderHours = [60, 24, 1],
                OnDeadline = DeadlineAction.Approve,
            },
            new PolicyStage
            {
                Name = "right",
                Groups = [named],
                DeadlineHours = 90,
                OnDeadline = DeadlineAction.Approve,
            });
        Time.Advance(_setUpDuration);
        await React();
    }

    private async Task<User> Person(Call call, string name, Role role) => (await Service<UserService>().Create(
        call,
        new UserFields { Email = $"{name}@example.com", Name = name, Role = role },
        key: null,
        Worker.Stop)).Value;

    /// <summary>The last department has no policy, so the built-in one applies.</summary>
    private async Task Policy(int department, bool isParallel, params IReadOnlyList<PolicyStage> stages) =>
        await Service<ApprovalPolicyService>().Create(
            CallOf(Role.Admin, _admin.Id),
            new ApprovalPolicyFields
            {
                Name = _departments[department],
                Changes = [ChangeKind.ProjectCreation],
                Conditions = new PolicyConditions { Departments = [_departments[department]] },
                IsParallel = isParallel,
                AllowsApprovalByDeadline = true,
                Stages = stages,
            },
            key: null,
            Worker.Stop);

    private async Task<string> Try(Act act)
    {
        if (act.Kind is not ActKind.Deactivate && _deactivated.Contains(act.Actor % _managers.Count))
            return $"{act.Kind}: deactivated";
        try
        {
            await Perform(act);
            return $"{act.Kind}: done";
        }
        catch (RefusedException refusal)
        {
            return $"{act.Kind}: {refusal.Message}";
        }
    }

    private async Task Perform(Act act)
    {
        var manager = CallOf(Role.Manager, _managers[act.Actor % _managers.Count].Id);
        var admin = CallOf(Role.Admin, _admin.Id);
        switch (act.Kind)
        {
            case ActKind.CreateProject:
                var fields = new ProjectFields
                {
                    Name = $"Portal {act.Number}",
                    Department = _departments[act.Target % _departments.Length],
                    RequiresApproval = true,
                    ReviewDueDate = act.Number % 2 == 0 ? DateIn(act.Number) : null,
                };
                await Service<ProjectService>().Create(manager, fields, key: null, Worker.Stop);
                break;
            case ActKind.Deactivate:
                _deactivated.Add(act.Actor % _managers.Count);
                await Service<UserService>().Deactivate(
                    admin, _managers[act.Actor % _managers.Count].Id, IfMatch.Any, Worker.Stop);
                break;
            case ActKind.DateReview:
                var projects = await All(ProjectDocuments.Type);
                var patch = JsonSerializer.SerializeToElement(
                    new JsonObject
                    {
                        ["review_due_date"] = DateIn(act.Number).ToString("O", CultureInfo.InvariantCulture),
                    });
                await Service<ProjectService>().Update(
                    admin,
                    projects[act.Target % projects.Count].Id,
                    new Edit(EditKind.Merge, patch),
                    IfMatch.Any,
                    Worker.Stop);
                break;
            default:
                var approvals = await All(ApprovalDocuments.Type);
                await Answer(
                    act, approvals[act.Target % approvals.Count].Id, act.Actor % 5 == 4 ? admin : manager, admin);
                break;
        }
    }

    private async Task Answer(Act act, long approval, Call call, Call admin)
    {
        var approvals = Service<ApprovalService>();
        switch (act.Kind)
        {
            case ActKind.Approve:
                await approvals.Decide(
                    call, approval, new NewDecision { Decision = Decision.Approve }, IfMatch.Any, Worker.Stop);
                break;
            case ActKind.Reject:
                await approvals.Decide(
                    call,
                    approval,
                    new NewDecision { Decision = Decision.Reject, Comment = "No." },
                    IfMatch.Any,
                    Worker.Stop);
                break;
            case ActKind.Comment:
                await approvals.Comment(call, approval, new NewComment { Comment = "Hm." }, IfMatch.Any, Worker.Stop);
                break;
            case ActKind.Withdraw:
                await approvals.Withdraw(admin, approval, new NewWithdrawal(), IfMatch.Any, Worker.Stop);
                break;
            default:
                // Lapses after the script, because the approval then requested starts when the lapse is handled.
                var input = new NewOverride
                {
                    Reason = "It burns and can't wait.",
                    ExpiresAt = Time.GetUtcNow() + TimeSpan.FromDays(29),
                };
                await approvals.Override(admin, approval, input, IfMatch.Any, Worker.Stop);
                break;
        }
    }

    private DateOnly DateIn(int days) => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime).AddDays(days - 5);

    /// <summary>The final state without what depends on the order and time of writes, where stores differ.</summary>
    private async Task<string> FinalState()
    {
        var lines = new List<string>(_outcomes);
        foreach (var approval in await All(ApprovalDocuments.Type))
        {
            var json = JsonSerializer.SerializeToNode(approval, ApprovalProcessJson.Default.Approval)!.AsObject();
            json.Remove("base_version");
            json.Remove("updated_at");
            lines.Add(json.ToJsonString());
        }

        lines.AddRange((await All(ProjectDocuments.Type)).Select(project =>
            $"{project.Id} {project.Name} {project.Status} {project.ApprovalStatus} {project.ReviewDueDate:O}"));
        lines.AddRange(
            (await All(ReviewScheduleDocuments.Type))
                .OrderBy(schedule => schedule.ProjectId)
                .Select(schedule => schedule.ToString()));
        lines.AddRange(_messages.Order(StringComparer.Ordinal));
        lines.AddRange(
            (await All(DeadLetterDocuments.Type))
                .Select(letter => $"Parked: {letter.Consumer} {letter.Change?.Action} {letter.Error}"));
        return string.Join('\n', lines);
    }

    private async Task<IReadOnlyList<T>> All<T>(DocumentType<T> type)
        where T : class
    {
        var page = await Store.Query(new DocumentQuery<T>(type) { Limit = 1000 }, Worker.Stop);
        Assert.False(page.HasMore);
        IEnumerable<T> values = page.Items.Select(item => item.Value);
        return [.. typeof(IEntity).IsAssignableFrom(typeof(T)) ? values.OrderBy(value => ((IEntity)value).Id) : values];
    }

    private static Call CallOf(Role role, long userId) => new(
        new Caller(userId, role, DefaultClearance.Of(role), "example.com", new HashSet<long>()),
        new Origin(userId, IPAddress.Loopback, "tests", "request-1"));
}
