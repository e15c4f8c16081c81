using System.Collections.Concurrent;
using Enterprise.Core.Auditing;
using Enterprise.Core.Processes;
using Enterprise.Functions.Tests.Hosting;
using Enterprise.Functions.Workflows;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Moq;

namespace Enterprise.Functions.Tests.Workflows;

public sealed class ProcessWorkflowTests
{
    private static readonly ProcessKey _key = new("sample", 7, 3);
    private static readonly DateTime _now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly Mock<TaskOrchestrationContext> _context = new(MockBehavior.Strict);

    public ProcessWorkflowTests()
    {
        _context.Setup(context => context.GetInput<ProcessKey>()).Returns(_key);
        _context.Setup(context => context.CurrentUtcDateTime).Returns(_now);
        _context
            .Setup(
                context => context.WaitForExternalEvent<bool>(ProcessWorkflow.Changed, It.IsAny<CancellationToken>()))
            .Returns((string _, CancellationToken token) => UntilCanceled(token));
        _context.Setup(context => context.ContinueAsNew(_key, true));
    }

    [Fact]
    public async Task Process_without_a_due_time_ends_its_orchestration()
    {
        SetUpStep(next: null);

        await ProcessWorkflow.Run(_context.Object);

        _context.Verify(context => context.ContinueAsNew(It.IsAny<object?>(), It.IsAny<bool>()), Times.Never());
    }

    [Fact]
    public async Task Timer_continues_the_orchestration()
    {
        var due = _now.AddDays(20);
        SetUpStep(due);
        _context.Setup(context => context.CreateTimer(due, It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);

        await ProcessWorkflow.Run(_context.Object);

        _context.Verify(context => context.ContinueAsNew(_key, true), Times.Once());
    }

    [Fact]
    public async Task Change_event_continues_the_orchestration()
    {
        SetUpStep(_now.AddDays(20));
        _context
            .Setup(context => context.CreateTimer(It.IsAny<DateTime>(), It.IsAny<CancellationToken>()))
            .Returns((DateTime _, CancellationToken token) => UntilCanceled(token));
        _context
            .Setup(
                context => context.WaitForExternalEvent<bool>(ProcessWorkflow.Changed, It.IsAny<CancellationToken>()))
            .ReturnsAsync(true);

        await ProcessWorkflow.Run(_context.Object);

        _context.Verify(context => context.ContinueAsNew(_key, true), Times.Once());
    }

    [Fact]
    public async Task Process_that_stays_due_waits_at_least_one_second()
    {
        SetUpStep(_now.AddDays(-1));
        _context
            .Setup(context => context.CreateTimer(_now.AddSeconds(1), It.IsAny<CancellationToken>()))
            .Returns(Task.CompletedTask);

        await ProcessWorkflow.Run(_context.Object);

        _context.Verify(
            context => context.CreateTimer(_now.AddSeconds(1), It.IsAny<CancellationToken>()), Times.Once());
    }

    /// <summary>On the Durable Task worker itself, with its backend in memory.</summary>
    [Fact]
    public async Task Orchestration_advances_at_timers_and_events_until_nothing_is_due()
    {
        var process = new Process();
        var workflow = new ProcessWorkflow([process]);
        await using var host = await DurableTaskTestHost.StartAsync(
            tasks =>
            {
                tasks.AddOrchestratorFunc<ProcessKey>(
                    ProcessWorkflow.Orchestration, (context, _) => ProcessWorkflow.Run(context));
                tasks.AddActivityFunc<ProcessKey, DateTimeOffset?>(
                    ProcessWorkflow.Step, (_, key) => workflow.Advance(key, Worker.Stop));
            },
            new DurableTaskTestHostOptions { Port = Ports.Free() },
            Worker.Stop);
        var driver = new DurableProcesses();
        driver.Attach(host.Client);

        await driver.Wake(_key, Worker.Stop);
        await process.Advanced(2).WaitAsync(TimeSpan.FromMinutes(1), Worker.Stop);
        await driver.Wake(_key, Worker.Stop);
        var done = await host.Client.WaitForInstanceCompletionAsync(ProcessWorkflow.InstanceOf(_key), Worker.Stop)
            .WaitAsync(TimeSpan.FromMinutes(1), Worker.Stop);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, done.RuntimeStatus);
        Assert.Equal([_key, _key, _key], process.Keys);
    }

    private void SetUpStep(DateTimeOffset? next) => _context
        .Setup(context => context.CallActivityAsync<DateTimeOffset?>(
            new TaskName(ProcessWorkflow.Step), _key, It.IsNotNull<TaskOptions>()))
        .ReturnsAsync(next);

    private static async Task<bool> UntilCanceled(CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        return false;
    }

    /// <summary>Due at once, then in a year, then never.</summary>
    private sealed class Process : ITimedProcess
    {
        private readonly ConcurrentQueue<ProcessKey> _keys = new();
        private readonly TaskCompletionSource[] _advanced = [New(), New(), New()];

        public ProcessKey? Affected(Change change) => null;

        public string Kind => _key.Kind;

        internal IReadOnlyList<ProcessKey> Keys => [.. _keys];

        internal Task Advanced(int times) => _advanced[times - 1].Task;

        public ValueTask<IReadOnlyList<DueProcess>> First(int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<DateTimeOffset?> Advance(ProcessKey key, CancellationToken cancellationToken)
        {
            _keys.Enqueue(key);
            var times = _keys.Count;
            _advanced[times - 1].SetResult();
            return ValueTask.FromResult<DateTimeOffset?>(times switch
            {
                1 => DateTimeOffset.UtcNow,
                2 => DateTimeOffset.UtcNow.AddYears(1),
                _ => null,
            });
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
