using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Approvals;

/// <summary>Approval policies for tests.</summary>
internal static class PolicyFixture
{
    internal static readonly ApproverGroup Managers = new()
    {
        Name = "managers",
        Kind = ApproverKind.Role,
        Role = Role.Manager,
    };
    internal static readonly ApproverGroup Admins = new()
    {
        Name = "admins",
        Kind = ApproverKind.Role,
        Role = Role.Admin,
    };

    internal static ApproverGroup Users(params long[] ids) => new() { Kind = ApproverKind.Users, UserIds = ids };

    internal static PolicyStage Stage(params ApproverGroup[] groups) => new() { Name = "stage", Groups = groups };

    /// <summary>A valid policy for the creation of every project.</summary>
    internal static ApprovalPolicyFields Fields(string name = "Creations", params PolicyStage[] stages) => new()
    {
        Name = name,
        Changes = [ChangeKind.ProjectCreation],
        Stages = stages.Length > 0 ? stages : [Stage(Managers)],
    };

    internal static async Task<Document<ApprovalPolicy>> Policy(
        this CoreFixture core, ApprovalPolicyFields fields, Call? call = null) =>
        await core.Service<ApprovalPolicyService>().Create(
            call ?? CoreFixture.CallOf(Role.Admin), fields, key: null, CoreFixture.Stop);
}
