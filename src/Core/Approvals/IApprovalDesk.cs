using Enterprise.Core.Access;

namespace Enterprise.Core.Approvals;

/// <summary>Where approvals are read and decided.</summary>
public interface IApprovalDesk
{
    ValueTask<Approval> Get(Call call, long id, CancellationToken cancellationToken);

    ValueTask<Approval> Decide(Call call, long id, Decision decision, string? comment, CancellationToken cancellationToken);
}
