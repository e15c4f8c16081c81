using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>The audit trail.</summary>
public sealed class AuditFunctions(Pipeline pipeline)
{
    [Function(nameof(ListAuditLogs))]
    public Task<IResult> ListAuditLogs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit-logs")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(VerifyAuditLogs))]
    public Task<IResult> VerifyAuditLogs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit-logs/verify")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListProjectAuditLogs))]
    public Task<IResult> ListProjectAuditLogs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "projects/{id:long}/audit-logs")]
        HttpRequest request) =>
        pipeline.Answer(request);
}
