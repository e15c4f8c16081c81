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

public sealed class AuditVerificationScheduleTests
{
    private const string Instance = "audit-verification-2026-03-01";

    private readonly Mock<DurableTaskClient> _client = new("tests") { CallBase = true };

    [Fact]
    public async Task Timer_starts_the_instance_of_the_UTC_date()
    {
        await Start(existing: null);

        VerifyStarted(Times.Once());
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending)]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Suspended)]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    public async Task Second_start_on_the_same_date_does_nothing(OrchestrationRuntimeStatus status)
    {
        await Start(status);

        VerifyStarted(Times.Never());
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    public async Task Failed_instance_is_started_again(OrchestrationRuntimeStatus status)
    {
        await Start(status);

        VerifyStarted(Times.Once());
    }

    private async Task Start(OrchestrationRuntimeStatus? existing)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 23, 59, 59, TimeSpan.Zero));
        time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(9), null, null));
        _client
            .Setup(client => client.GetInstancesAsync(Instance, false, Worker.Stop))
            .ReturnsAsync(existing is { } status
                ? new OrchestrationMetadata(AuditVerificationWorkflow.Orchestration, Instance)
                {
                    RuntimeStatus = status,
                }
                : null);
        var schedule = new AuditVerificationSchedule(time, NullLogger<AuditVerificationSchedule>.Instance);

        await schedule.StartAuditVerification(new TimerInfo(), _client.Object, Worker.Stop);
    }

    private void VerifyStarted(Times times) => _client.Verify(
        client => client.ScheduleNewOrchestrationInstanceAsync(
            new TaskName(AuditVerificationWorkflow.Orchestration),
            It.IsAny<object?>(),
            It.Is<StartOrchestrationOptions>(options => options.InstanceId == Instance),
            Worker.Stop),
        times);
}
