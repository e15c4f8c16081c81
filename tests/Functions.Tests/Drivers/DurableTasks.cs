using Enterprise.Core.Processes;
using Enterprise.Functions.Tests.Hosting;
using Enterprise.Functions.Workflows;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Enterprise.Functions.Tests.Drivers;

/// <summary>
/// Runs the orchestrations of processes one step after the other, on a clock that the test sets. Messages to them are
/// queued and then delivered in random order, some twice and some never.
/// </summary>
internal sealed class DurableTasks : IDisposable
{
    private readonly ProcessWorkflow _workflow;
    private readonly FakeTimeProvider _time;
    private readonly Random _noise;
    private readonly Dictionary<string, Instance> _instances = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly List<(string Id, ProcessKey? Start)> _messages = [];

    internal DurableTasks(ProcessWorkflow workflow, FakeTimeProvider time, Random noise)
    {
        _workflow = workflow;
        _time = time;
        _noise = noise;
        var client = new Mock<DurableTaskClient>("tests") { CallBase = true };
        client
            .Setup(one => one.GetInstancesAsync(It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string id, bool _, CancellationToken _) => _instances.TryGetValue(id, out var instance)
                ? new OrchestrationMetadata(ProcessWorkflow.Orchestration, id) { RuntimeStatus = instance.Status }
                : null);
        client
            .Setup(one => one.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(),
                It.IsAny<object?>(),
                It.IsAny<StartOrchestrationOptions?>(),
                It.IsAny<CancellationToken>()))
            .ReturnsAsync((TaskName _, object? input, StartOrchestrationOptions? options, CancellationToken _) =>
                Post(options!.InstanceId!, (ProcessKey)input!));
        client
            .Setup(one => one.RaiseEventAsync(
                It.IsAny<string>(), ProcessWorkflow.Changed, It.IsAny<object?>(), It.IsAny<CancellationToken>()))
            .Returns((string id, string _, object? _, CancellationToken _) => Task.FromResult(Post(id, start: null)));
        Client = client.Object;
    }

    internal DurableTaskClient Client { get; }

    internal DateTimeOffset? FirstTimer => _instances.Values
        .Where(instance => instance.Status == OrchestrationRuntimeStatus.Running)
        .Min(instance => instance.Execution?.Timer);

    /// <summary>Delivers the posted messages until none is left.</summary>
    internal async Task Settle(bool mayLose)
    {
        while (Take() is var (id, start))
        {
            if (mayLose && _noise.Next(5) == 0)
                continue;
            for (var times = _noise.Next(4) == 0 ? 2 : 1; times > 0; times--)
                await Deliver(id, start);
        }
    }

    /// <summary>Fires the timers that are due.</summary>
    internal async Task FireTimers()
    {
        var running = _instances.Values.Where(one => one.Status == OrchestrationRuntimeStatus.Running).ToList();
        foreach (var instance in running)
        {
            if (instance.Execution?.Timer <= _time.GetUtcNow())
            {
                instance.Execution.Fire();
                await Run(instance);
            }
        }
    }

    /// <summary>Terminates a waiting instance, as an operator or a failure would.</summary>
    internal void TerminateOne()
    {
        var running = _instances.Values.Where(one => one.Status == OrchestrationRuntimeStatus.Running).ToList();
        if (running.Count > 0)
            running[_noise.Next(running.Count)].End(OrchestrationRuntimeStatus.Terminated);
    }

    public void Dispose()
    {
        foreach (var instance in _instances.Values)
            instance.End(OrchestrationRuntimeStatus.Terminated);
    }

    private string Post(string id, ProcessKey? start)
    {
        lock (_gate)
            _messages.Add((id, start));
        return id;
    }

    private (string Id, ProcessKey? Start)? Take()
    {
        lock (_gate)
        {
            if (_messages.Count == 0)
                return null;
            var index = _noise.Next(_messages.Count);
            var message = _messages[index];
            _messages.RemoveAt(index);
            return message;
        }
    }

    private async Task Deliver(string id, ProcessKey? start)
    {
        var instance = _instances.GetValueOrDefault(id);
        var isRunning = instance is { Status: OrchestrationRuntimeStatus.Running };
        if (start is not null && !isRunning)
        {
            _instances[id] = instance = new Instance(start);
            await Run(instance);
        }
        else if (start is null && isRunning)
        {
            instance!.Execution!.Raise();
            await Run(instance);
        }
    }

    /// <summary>Runs an instance until it waits or ends.</summary>
    private async Task Run(Instance instance)
    {
        while (true)
        {
            var execution = instance.Execution ??= new Execution(instance.Key, _workflow, _time);
            if (!await execution.HasEnded())
                return;
            instance.Execution = null;
            if (!execution.Continues)
            {
                instance.End(OrchestrationRuntimeStatus.Completed);
                return;
            }
        }
    }

    private sealed class Instance(ProcessKey key)
    {
        internal ProcessKey Key => key;

        internal OrchestrationRuntimeStatus Status { get; private set; } = OrchestrationRuntimeStatus.Running;

        internal Execution? Execution { get; set; }

        internal void End(OrchestrationRuntimeStatus status)
        {
            Status = status;
            Execution?.Abandon();
            Execution = null;
        }
    }

    /// <summary>One execution of an orchestration, from its start or from where it continued as new.</summary>
    private sealed class Execution
    {
        private readonly TaskCompletionSource _waits = New();
        private readonly TaskCompletionSource _timer = New();
        private readonly TaskCompletionSource<bool> _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _run;

        internal Execution(ProcessKey key, ProcessWorkflow workflow, FakeTimeProvider time)
        {
            var context = new Mock<TaskOrchestrationContext>(MockBehavior.Strict);
            context.Setup(one => one.GetInput<ProcessKey>()).Returns(key);
            context.Setup(one => one.CurrentUtcDateTime).Returns(() => time.GetUtcNow().UtcDateTime);
            context
                .Setup(one => one.WaitForExternalEvent<bool>(ProcessWorkflow.Changed, It.IsAny<CancellationToken>()))
                .Returns(_changed.Task);
            context
                .Setup(one => one.CallActivityAsync<DateTimeOffset?>(
                    new TaskName(ProcessWorkflow.Step), key, It.IsAny<TaskOptions>()))
                .Returns(() => workflow.Advance(key, Worker.Stop));
            context
                .Setup(one => one.CreateTimer(It.IsAny<DateTime>(), It.IsAny<CancellationToken>()))
                .Returns((DateTime at, CancellationToken _) => Wait(at));
            context.Setup(one => one.ContinueAsNew(key, true)).Callback(() => Continues = true);
            _run = ProcessWorkflow.Run(context.Object);
        }

        internal DateTimeOffset? Timer { get; private set; }

        internal bool Continues { get; private set; }

        internal void Fire() => _timer.TrySetResult();

        internal void Raise() => _changed.TrySetResult(true);

        /// <summary>Cancels the timer, so that the execution never continues.</summary>
        internal void Abandon() => _timer.TrySetCanceled();

        internal async Task<bool> HasEnded()
        {
            await Task.WhenAny(_run, _waits.Task);
            if (!_run.IsCompleted && !_timer.Task.IsCompleted && !_changed.Task.IsCompleted)
                return false;
            await _run;
            return true;
        }

        private Task Wait(DateTime at)
        {
            Timer = new DateTimeOffset(at, TimeSpan.Zero);
            _waits.SetResult();
            return _timer.Task;
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
