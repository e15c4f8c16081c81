using Enterprise.Core.Processes;
using Enterprise.Functions.Schedules;
using Enterprise.Functions.Tests.Hosting;
using Enterprise.Functions.Workflows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Enterprise.Functions.Tests.Schedules;

public sealed class ProcessSweepTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Mock<DurableTaskClient> _client = new("tests") { CallBase = true };
    private readonly Mock<ITimedProcess> _process = new();

    [Fact]
    public async Task Late_process_without_an_instance_is_started()
    {
        SetUp(Due(1, _now.AddMinutes(-3)));

        await Sweep();

        VerifyStarted("sample-7-1", Times.Once());
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    public async Task Late_process_whose_instance_has_ended_is_started_again(OrchestrationRuntimeStatus status)
    {
        SetUp(Due(1, _now.AddMinutes(-3)));
        SetUpInstance("sample-7-1", status);

        await Sweep();

        VerifyStarted("sample-7-1", Times.Once());
    }

    [Fact]
    public async Task Late_process_with_a_running_instance_is_woken()
    {
        SetUp(Due(1, _now.AddMinutes(-3)));
        SetUpInstance("sample-7-1", OrchestrationRuntimeStatus.Running);

        await Sweep();

        VerifyStarted("sample-7-1", Times.Never());
        _client.Verify(
            client => client.RaiseEventAsync("sample-7-1", ProcessWorkflow.Changed, true, Worker.Stop), Times.Once());
    }

    [Fact]
    public async Task Process_due_now_or_later_is_left_to_its_timer()
    {
        SetUp(Due(1, _now.AddSeconds(-1)), Due(2, _now.AddDays(1)));

        await Sweep();

        VerifyStarted("sample-7-1", Times.Never());
        VerifyStarted("sample-7-2", Times.Never());
    }

    private static DueProcess Due(long id, DateTimeOffset at) => new(new ProcessKey("sample", 7, id), at);

    private void SetUp(params IReadOnlyList<DueProcess> first)
    {
        _process.Setup(process => process.Kind).Returns("sample");
        _process.Setup(process => process.First(It.IsAny<int>(), Worker.Stop)).ReturnsAsync(first);
        _client
            .Setup(client => client.GetInstancesAsync(It.IsAny<string>(), false, Worker.Stop))
            .ReturnsAsync((OrchestrationMetadata?)null);
    }

    private void SetUpInstance(string id, OrchestrationRuntimeStatus status) => _client
        .Setup(client => client.GetInstancesAsync(id, false, Worker.Stop))
        .ReturnsAsync(new OrchestrationMetadata(ProcessWorkflow.Orchestration, id) { RuntimeStatus = status });

    private Task Sweep() =>
        new ProcessSweep(
            [_process.Object], new DurableProcesses(), new FakeTimeProvider(_now), NullLogger<ProcessSweep>.Instance)
            .WakeLateProcesses(new TimerInfo(), _client.Object, Worker.Stop);

    private void VerifyStarted(string instance, Times times) => _client.Verify(
        client => client.ScheduleNewOrchestrationInstanceAsync(
            new TaskName(ProcessWorkflow.Orchestration),
            It.Is<object?>(input => input is ProcessKey && ProcessWorkflow.InstanceOf((ProcessKey)input) == instance),
            It.Is<StartOrchestrationOptions>(options => options.InstanceId == instance),
            Worker.Stop),
        times);
}
