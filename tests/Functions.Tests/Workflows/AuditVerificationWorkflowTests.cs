using Enterprise.Core.AuditTrail;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Functions.Tests.Hosting;
using Enterprise.Functions.Workflows;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace Enterprise.Functions.Tests.Workflows;

public sealed class AuditVerificationWorkflowTests
{
    private const string Chain = "project:7";

    private readonly Mock<TaskOrchestrationContext> _context = new(MockBehavior.Strict);

    [Fact]
    public async Task Unfinished_verification_continues_as_new()
    {
        var before = new AuditWalk { Chains = 1, Entries = 10 };
        var after = new AuditWalk { Chains = 2, Entries = 20 };
        _context.Setup(context => context.GetInput<AuditWalk>()).Returns(before);
        SetUpActivity(AuditVerificationWorkflow.Step, before, after);
        _context.Setup(context => context.ContinueAsNew(after, true));

        Assert.Null(await AuditVerificationWorkflow.Run(_context.Object));

        _context.Verify(context => context.ContinueAsNew(after, true), Times.Once());
    }

    [Fact]
    public async Task Finished_verification_is_recorded()
    {
        var broken = new ChainBreak(Chain, "2026-03", 2, null, "An entry is missing.");
        var done = new AuditWalk { IsDone = true, Chains = 2, Entries = 20, Breaks = [broken] };
        AuditVerification? recorded = null;
        _context.Setup(context => context.GetInput<AuditWalk>()).Returns((AuditWalk?)null);
        SetUpActivity(AuditVerificationWorkflow.Step, new AuditWalk(), done);
        _context
            .Setup(context => context.CallActivityAsync<AuditVerification>(
                new TaskName(AuditVerificationWorkflow.Record), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .ReturnsAsync((TaskName _, object? input, TaskOptions? _) => recorded = (AuditVerification)input!);

        var found = await AuditVerificationWorkflow.Run(_context.Object);

        Assert.Same(recorded, found);
        Assert.Equal((false, 2L, 20L), (found!.Valid, found.Chains, found.Entries));
        Assert.Equal([broken], found.Breaks);
    }

    [Fact]
    public async Task Result_is_audited_and_every_broken_chain_is_logged_as_an_error()
    {
        await using var worker = await Worker.Open();
        var errors = new ErrorLog<AuditVerificationWorkflow>();
        var workflow = ActivatorUtilities.CreateInstance<AuditVerificationWorkflow>(worker.Services, errors);
        var broken = new ChainBreak(Chain, "2026-03", 2, null, "An entry is missing.");

        await workflow.RecordFound(
            new AuditVerification { Valid = false, Chains = 2, Entries = 20, Breaks = [broken] }, Worker.Stop);

        var change = Assert.Single(await Changes(worker));
        Assert.Equal(("audit.verified", (long?)null), (change.Action, change.UserId));
        Assert.Equal(Chain, change.NewValues!.Value.GetProperty("breaks")[0].GetProperty("chain").GetString());
        Assert.Contains(Chain, Assert.Single(errors.Lines), StringComparison.Ordinal);
    }

    /// <summary>More chains than one step verifies, so that the orchestration continues as new.</summary>
    [Fact]
    public async Task Orchestration_verifies_the_trail_in_steps_and_records_the_result()
    {
        const int chains = 510;
        await using var worker = await Worker.Open();
        await worker.Service<AuditTrailConsumer>().Handle(
            [.. Enumerable.Range(1, chains).Select(SampleChange)],
            Worker.Stop);
        var workflow = ActivatorUtilities.CreateInstance<AuditVerificationWorkflow>(worker.Services);
        var steps = 0;
        await using var host = await DurableTaskTestHost.StartAsync(
            tasks =>
            {
                tasks.AddOrchestratorFunc<AuditWalk?, AuditVerification?>(
                    AuditVerificationWorkflow.Orchestration, (context, _) => AuditVerificationWorkflow.Run(context));
                tasks.AddActivityFunc<AuditWalk, AuditWalk>(AuditVerificationWorkflow.Step, (_, walk) =>
                {
                    Interlocked.Increment(ref steps);
                    return workflow.TakeStep(walk, Worker.Stop);
                });
                tasks.AddActivityFunc<AuditVerification, AuditVerification>(
                    AuditVerificationWorkflow.Record, (_, found) => workflow.RecordFound(found, Worker.Stop));
            },
            new DurableTaskTestHostOptions { Port = Ports.Free() },
            Worker.Stop);

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            AuditVerificationWorkflow.Orchestration, new AuditWalk(), Worker.Stop);
        var done = await host.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Worker.Stop)
            .WaitAsync(TimeSpan.FromMinutes(2), Worker.Stop);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, done.RuntimeStatus);
        var found = done.ReadOutputAs<AuditVerification>()!;
        Assert.Equal((true, (long)chains, (long)chains), (found.Valid, found.Chains, found.Entries));
        Assert.Equal(2, steps);
        Assert.Equal("audit.verified", Assert.Single(await Changes(worker)).Action);
    }

    private void SetUpActivity(string name, AuditWalk input, AuditWalk output) => _context
        .Setup(context => context.CallActivityAsync<AuditWalk>(
            new TaskName(name), It.Is<object?>(given => Same(given, input)), It.IsNotNull<TaskOptions>()))
        .ReturnsAsync(output);

    private static bool Same(object? given, AuditWalk expected) =>
        given is AuditWalk walk
            && (walk.Chains, walk.Entries, walk.Last) == (expected.Chains, expected.Entries, expected.Last);

    private static Change SampleChange(int project) => new()
    {
        Id = $"change-{project}",
        Action = "sample.updated",
        EntityType = "sample",
        ProjectId = project,
        OccurredAt = DateTimeOffset.UnixEpoch.AddSeconds(project),
    };

    private static async Task<IReadOnlyList<Change>> Changes(Worker worker)
    {
        var page = await worker.Service<IDocumentStore>().Query(
            new DocumentQuery<Change>(Core.Auditing.Changes.OfDirectory), Worker.Stop);
        return [.. page.Items.Select(item => item.Value)];
    }
}
